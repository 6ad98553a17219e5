#include "render/compare.hpp"

#include <algorithm>
#include <filesystem>
#include <map>
#include <system_error>

#include "base/files.hpp"
#include "base/text.hpp"

namespace corootctl::render {
namespace {

namespace fs = std::filesystem;
using Kind = Difference::Kind;
using Lines = std::vector<std::string>;

constexpr std::size_t most_lines = 6;  // of a difference, on each side

/// The lines between what both sides begin and end with.
std::string differing_lines(const std::string& before, const std::string& after) {
  const Lines old_lines = split(before, '\n'), new_lines = split(after, '\n');
  const auto least = std::min(old_lines.size(), new_lines.size());
  std::size_t head = 0, tail = 0;
  while (head < least && old_lines[head] == new_lines[head]) ++head;
  while (tail < least - head && old_lines[old_lines.size() - 1 - tail] == new_lines[new_lines.size() - 1 - tail])
    ++tail;
  std::string out = fmt::format("@@ line {} @@\n", head + 1);
  const auto add = [&](const Lines& lines, char mark) {
    const auto end = lines.size() - tail;
    for (std::size_t i = head; i < end && i < head + most_lines; ++i) out += mark + lines[i] + "\n";
    if (end > head + most_lines) out += fmt::format("{}... {} more lines\n", mark, end - head - most_lines);
  };
  add(old_lines, '-');
  add(new_lines, '+');
  return out;
}

/// Path below the folder -> text, of the files that render made.
Result<std::map<std::string, std::string>> own_files(const std::string& folder) {
  std::map<std::string, std::string> out;
  std::error_code error;
  fs::recursive_directory_iterator it(folder, error);
  for (const fs::recursive_directory_iterator end; !error && it != end; it.increment(error)) {
    const auto extension = it->path().extension();
    if (it->path().filename() == ".git") it.disable_recursion_pending();
    if (!it->is_regular_file(error) || (extension != ".yaml" && extension != ".md")) continue;
    CTL_PASS(auto text, read_file(it->path().string()));
    if (is_ours(text)) out[fs::relative(it->path(), folder, error).generic_string()] = std::move(text);
  }
  if (error && error != std::errc::no_such_file_or_directory)
    return fail(ErrorKind::config, "{}: {}", folder, error.message());
  return out;
}

Result<> make_folder_of(const fs::path& file) {
  std::error_code error;
  fs::create_directories(file.parent_path(), error);
  if (error) return fail(ErrorKind::config, "{}: {}", file.parent_path().string(), error.message());
  return {};
}

/// Stops at the first folder that still has something in it.
void remove_with_empty_folders(const fs::path& root, fs::path path) {
  std::error_code error;
  for (fs::remove(path, error); !error && path.has_parent_path() && path.parent_path() != root;) {
    path = path.parent_path();
    if (!fs::is_empty(path, error) || error) return;
    fs::remove(path, error);
  }
}

}  // namespace

std::string_view name_of(Kind kind) {
  switch (kind) {
    case Kind::missing: return "missing";
    case Kind::differs: return "differs";
    case Kind::extra: return "extra";
    case Kind::foreign: break;
  }
  return "foreign";
}

Result<std::vector<Difference>> compare(const Tree& tree, const std::string& folder) {
  CTL_PASS(auto there, own_files(folder));
  std::vector<Difference> out;
  for (const auto& file : tree) {
    const auto live = there.find(file.path);
    std::error_code error;
    if (live == there.end()) {
      const bool is_foreign = fs::exists(fs::path(folder) / file.path, error);
      out.push_back({is_foreign ? Kind::foreign : Kind::missing, file.path, {}});
      continue;
    }
    if (live->second != file.text) out.push_back({Kind::differs, file.path, differing_lines(live->second, file.text)});
    there.erase(live);
  }
  for (const auto& [path, text] : there) out.push_back({Kind::extra, path, {}});
  std::sort(out.begin(), out.end(), [](const auto& a, const auto& b) { return a.path < b.path; });
  return out;
}

Result<> bring_up_to_date(const Tree& tree, const std::vector<Difference>& differences, const std::string& folder) {
  for (const auto& each : differences) {
    if (each.kind == Kind::foreign)
      return fail_with_hint(ErrorKind::usage, "Move it away, or choose another folder.",
                            "{}/{} was not made by render, so it is not overwritten", folder, each.path);
  }
  const fs::path root = fs::path(folder);
  for (const auto& each : differences) {
    if (each.kind == Kind::extra) {
      remove_with_empty_folders(root, root / each.path);
      continue;
    }
    const auto file =
        std::find_if(tree.begin(), tree.end(), [&](const File& other) { return other.path == each.path; });
    CTL_RUN(make_folder_of(root / each.path));
    CTL_RUN(write_file_atomically((root / each.path).string(), file->text, 0644));
  }
  return {};
}

}  // namespace corootctl::render
