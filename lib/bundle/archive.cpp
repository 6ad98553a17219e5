#include "bundle/archive.hpp"

#include <archive.h>
#include <archive_entry.h>

#include <algorithm>
#include <array>
#include <memory>

#include "base/on_demand.hpp"
#include "base/text.hpp"

namespace corootctl::bundle {
namespace la {

CTL_ON_DEMAND("libarchive.so.13", archive_entry_filetype);
CTL_ON_DEMAND("libarchive.so.13", archive_entry_free);
CTL_ON_DEMAND("libarchive.so.13", archive_entry_hardlink);
CTL_ON_DEMAND("libarchive.so.13", archive_entry_new);
CTL_ON_DEMAND("libarchive.so.13", archive_entry_pathname);
CTL_ON_DEMAND("libarchive.so.13", archive_entry_set_filetype);
CTL_ON_DEMAND("libarchive.so.13", archive_entry_set_mtime);
CTL_ON_DEMAND("libarchive.so.13", archive_entry_set_pathname);
CTL_ON_DEMAND("libarchive.so.13", archive_entry_set_perm);
CTL_ON_DEMAND("libarchive.so.13", archive_entry_set_size);
CTL_ON_DEMAND("libarchive.so.13", archive_entry_size);
CTL_ON_DEMAND("libarchive.so.13", archive_error_string);
CTL_ON_DEMAND("libarchive.so.13", archive_read_data);
CTL_ON_DEMAND("libarchive.so.13", archive_read_free);
CTL_ON_DEMAND("libarchive.so.13", archive_read_new);
CTL_ON_DEMAND("libarchive.so.13", archive_read_next_header);
CTL_ON_DEMAND("libarchive.so.13", archive_read_open_memory);
CTL_ON_DEMAND("libarchive.so.13", archive_read_support_filter_gzip);
CTL_ON_DEMAND("libarchive.so.13", archive_read_support_format_tar);
CTL_ON_DEMAND("libarchive.so.13", archive_write_add_filter_gzip);
CTL_ON_DEMAND("libarchive.so.13", archive_write_close);
CTL_ON_DEMAND("libarchive.so.13", archive_write_data);
CTL_ON_DEMAND("libarchive.so.13", archive_write_free);
CTL_ON_DEMAND("libarchive.so.13", archive_write_header);
CTL_ON_DEMAND("libarchive.so.13", archive_write_new);
CTL_ON_DEMAND("libarchive.so.13", archive_write_open);
CTL_ON_DEMAND("libarchive.so.13", archive_write_set_filter_option);
CTL_ON_DEMAND("libarchive.so.13", archive_write_set_format_pax_restricted);

}  // namespace la

namespace {

struct FreeWriter {
  void operator()(archive* each) const { la::archive_write_free(each); }
};
struct FreeReader {
  void operator()(archive* each) const { la::archive_read_free(each); }
};
struct FreeEntry {
  void operator()(archive_entry* each) const { la::archive_entry_free(each); }
};

constexpr unsigned plain_mode = 0644;

la_ssize_t take(archive*, void* into, const void* bytes, std::size_t size) {
  static_cast<std::string*>(into)->append(static_cast<const char*>(bytes), size);
  return static_cast<la_ssize_t>(size);
}

Error broken(archive* each, const char* what) {
  const char* why = la::archive_error_string(each);
  return make_error(ErrorKind::config, "{}: {}", what, why == nullptr ? "unknown reason" : printable(why));
}

Result<> add(archive* writer, const Entry& entry) {
  const std::unique_ptr<archive_entry, FreeEntry> header(la::archive_entry_new());
  la::archive_entry_set_pathname(header.get(), entry.path.c_str());
  la::archive_entry_set_size(header.get(), static_cast<la_int64_t>(entry.content.size()));
  la::archive_entry_set_filetype(header.get(), AE_IFREG);
  la::archive_entry_set_perm(header.get(), plain_mode);
  la::archive_entry_set_mtime(header.get(), 0, 0);
  if (la::archive_write_header(writer, header.get()) != ARCHIVE_OK)
    return tl::unexpected(broken(writer, "the archive cannot be written"));
  const auto written = la::archive_write_data(writer, entry.content.data(), entry.content.size());
  if (written == static_cast<la_ssize_t>(entry.content.size())) return {};
  return tl::unexpected(broken(writer, "the archive cannot be written"));
}

bool is_safe(const std::string& path) {
  if (path.empty() || path.front() == '/' || path.find('\0') != std::string::npos) return false;
  const auto parts = split(path, '/');
  return std::none_of(parts.begin(), parts.end(), [](const auto& part) { return part == ".." || part == "."; });
}

Result<std::string> content_of(archive* reader, std::uint64_t limit) {
  std::string out;
  std::array<char, 65536> buffer{};
  for (;;) {
    const auto count = la::archive_read_data(reader, buffer.data(), buffer.size());
    if (count < 0) return tl::unexpected(broken(reader, "it is damaged"));
    if (count == 0) return out;
    out.append(buffer.data(), static_cast<std::size_t>(count));
    if (out.size() > limit) return fail(ErrorKind::config, "it unpacks to more than is reasonable");
  }
}

Result<Entry> read_entry(archive* reader, archive_entry* header, std::uint64_t limit) {
  const char* name = la::archive_entry_pathname(header);
  Entry out{name == nullptr ? "" : name, {}};
  if (la::archive_entry_filetype(header) != AE_IFREG || la::archive_entry_hardlink(header) != nullptr)
    return fail(ErrorKind::config, "{} in it is no plain file", printable(out.path));
  if (!is_safe(out.path)) return fail(ErrorKind::config, "{} in it leads out of it", printable(out.path));
  CTL_PASS(out.content, content_of(reader, limit));
  if (static_cast<la_int64_t>(out.content.size()) != la::archive_entry_size(header))
    return fail(ErrorKind::config, "{} in it is cut off", printable(out.path));
  return out;
}

}  // namespace

Result<std::string> pack(std::vector<Entry> entries) {
  std::sort(entries.begin(), entries.end(), [](const Entry& a, const Entry& b) { return a.path < b.path; });
  std::string out;
  const std::unique_ptr<archive, FreeWriter> writer(la::archive_write_new());
  la::archive_write_add_filter_gzip(writer.get());
  la::archive_write_set_filter_option(writer.get(), "gzip", "timestamp", nullptr);
  la::archive_write_set_format_pax_restricted(writer.get());
  if (la::archive_write_open(writer.get(), &out, nullptr, take, nullptr) != ARCHIVE_OK)
    return tl::unexpected(broken(writer.get(), "the archive cannot be written"));
  for (const auto& entry : entries) CTL_RUN(add(writer.get(), entry));
  if (la::archive_write_close(writer.get()) != ARCHIVE_OK)
    return tl::unexpected(broken(writer.get(), "the archive cannot be written"));
  return out;
}

Result<std::vector<Entry>> unpack(std::string_view bytes, const Limits& limits) {
  const std::unique_ptr<archive, FreeReader> reader(la::archive_read_new());
  la::archive_read_support_filter_gzip(reader.get());
  la::archive_read_support_format_tar(reader.get());
  if (la::archive_read_open_memory(reader.get(), bytes.data(), bytes.size()) != ARCHIVE_OK)
    return tl::unexpected(broken(reader.get(), "it is no bundle"));
  std::vector<Entry> out;
  std::uint64_t left = limits.all_bytes;
  for (archive_entry* header = nullptr;;) {
    const auto status = la::archive_read_next_header(reader.get(), &header);
    if (status == ARCHIVE_EOF) return out;
    if (status != ARCHIVE_OK) return tl::unexpected(broken(reader.get(), "it is no bundle, or a damaged one"));
    if (out.size() == limits.entries) return fail(ErrorKind::config, "it has more than {} files", limits.entries);
    CTL_PASS(auto entry, read_entry(reader.get(), header, std::min(limits.entry_bytes, left)));
    left -= entry.content.size();
    out.push_back(std::move(entry));
  }
}

}  // namespace corootctl::bundle
