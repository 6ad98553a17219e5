#include "base/gzip.hpp"

#include <zlib.h>

#include <algorithm>
#include <limits>
#include <memory>
#include <utility>

#include "base/freed_by.hpp"

namespace corootctl {
namespace {

constexpr int gzip_window = 15 + 16;  // zlib: largest window, gzip header
constexpr std::size_t chunk = 1U << 20U;

/// The bytes of a gzip file, unpacked; its members follow each other without a seam.
class Unpacker {
 public:
  explicit Unpacker(ReadBytes packed) : packed_(std::move(packed)) {}

  /// The first bytes say whether there is anything to unpack.
  Result<std::size_t> read(char* to, std::size_t room) {
    if (!begun_) CTL_RUN(begin());
    return is_gzip_ ? inflate_to(to, room) : pass_on(to, room);
  }

  /// As if the first bytes had said so.
  Result<> begin_gzip() {
    is_gzip_ = begun_ = true;
    if (inflateInit2(&stream_, gzip_window) != Z_OK) return fail(ErrorKind::internal, "zlib does not start");
    guard_.reset(&stream_);
    return {};
  }

 private:
  Result<> begin() {
    begun_ = true;
    CTL_RUN(refill());
    return is_gzip({reinterpret_cast<const char*>(stream_.next_in), stream_.avail_in}) ? begin_gzip() : Result<>();
  }

  Result<> refill() {
    if (stream_.avail_in > 0) return {};
    CTL_PASS(const std::size_t got, packed_(piece_.get(), chunk));
    stream_.next_in = reinterpret_cast<Bytef*>(piece_.get());
    stream_.avail_in = static_cast<uInt>(got);
    return {};
  }

  Result<std::size_t> pass_on(char* to, std::size_t room) {
    const std::size_t kept = std::min<std::size_t>(room, stream_.avail_in);
    std::copy_n(reinterpret_cast<const char*>(stream_.next_in), kept, to);
    stream_.next_in += kept;
    stream_.avail_in -= static_cast<uInt>(kept);
    CTL_PASS(const std::size_t got, packed_(to + kept, room - kept));
    return kept + got;
  }

  Result<std::size_t> inflate_to(char* to, std::size_t room) {
    stream_.next_out = reinterpret_cast<Bytef*>(to);
    stream_.avail_out = static_cast<uInt>(std::min<std::size_t>(room, std::numeric_limits<uInt>::max()));
    const uInt asked = stream_.avail_out;
    while (stream_.avail_out > 0) {
      CTL_RUN(refill());
      if (is_between_members_ && stream_.avail_in == 0) break;
      if (std::exchange(is_between_members_, false)) inflateReset(&stream_);
      const int code = inflate(&stream_, Z_NO_FLUSH);
      is_between_members_ = code == Z_STREAM_END;
      if (code == Z_OK || is_between_members_) continue;
      return fail(ErrorKind::config, "gzip data are damaged or cut off after {} bytes",
                  unpacked_ + asked - stream_.avail_out);
    }
    unpacked_ += asked - stream_.avail_out;
    return asked - stream_.avail_out;
  }

  ReadBytes packed_;
  std::unique_ptr<char[]> piece_ = std::make_unique_for_overwrite<char[]>(chunk);
  z_stream stream_{};
  std::unique_ptr<z_stream, FreedBy<inflateEnd>> guard_{};
  std::size_t unpacked_ = 0;
  bool begun_ = false;
  bool is_gzip_ = false;
  bool is_between_members_ = false;
};

/// Hands zlib the next piece of `bytes`; its counters are 32 bits wide.
void feed(z_stream& stream, std::string_view bytes, std::size_t& fed) {
  if (stream.avail_in > 0 || fed == bytes.size()) return;
  const std::size_t size = std::min<std::size_t>(bytes.size() - fed, std::numeric_limits<uInt>::max() / 2);
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data() + fed));
  stream.avail_in = static_cast<uInt>(size);
  fed += size;
}

/// Makes room for one more chunk behind what is written.
void grow(z_stream& stream, std::string& out, std::size_t used) {
  if (out.size() < used + chunk) out.resize(std::max(out.size() + out.size() / 2, used + chunk));
  stream.next_out = reinterpret_cast<Bytef*>(out.data()) + used;
  stream.avail_out = static_cast<uInt>(std::min<std::size_t>(out.size() - used, std::numeric_limits<uInt>::max() / 2));
}

}  // namespace

bool is_gzip(std::string_view bytes) { return bytes.size() > 2 && bytes[0] == '\x1f' && bytes[1] == '\x8b'; }

Result<std::string> gunzip(std::string_view bytes) {
  Unpacker unpacker(pieces_of(bytes));
  CTL_RUN(unpacker.begin_gzip());
  std::string out;
  for (std::size_t used = 0;; used = out.size()) {
    out.resize(std::max(used + chunk, used + used / 2));
    CTL_PASS(const std::size_t got, unpacker.read(out.data() + used, out.size() - used));
    if (used + got == out.size()) continue;
    out.resize(used + got);
    return out;
  }
}

ReadBytes unpacked(ReadBytes packed) {
  const auto unpacker = std::make_shared<Unpacker>(std::move(packed));
  return [unpacker](char* to, std::size_t room) { return unpacker->read(to, room); };
}

Result<std::string> gzip(std::string_view text) {
  z_stream stream{};
  if (deflateInit2(&stream, 6, Z_DEFLATED, gzip_window, 8, Z_DEFAULT_STRATEGY) != Z_OK)
    return fail(ErrorKind::internal, "zlib does not start");
  const std::unique_ptr<z_stream, FreedBy<deflateEnd>> guard(&stream);
  std::string out;
  std::size_t used = 0;
  std::size_t fed = 0;
  int code = Z_OK;
  while (code == Z_OK) {
    feed(stream, text, fed);
    grow(stream, out, used);
    const uInt room = stream.avail_out;
    code = deflate(&stream, fed == text.size() ? Z_FINISH : Z_NO_FLUSH);
    used += room - stream.avail_out;
  }
  out.resize(used);
  if (code != Z_STREAM_END) return fail(ErrorKind::internal, "zlib does not finish");
  return out;
}

}  // namespace corootctl
