#include "base/gzip.hpp"

#include <zlib.h>

#include <algorithm>
#include <limits>
#include <memory>

#include "base/freed_by.hpp"

namespace corootctl {
namespace {

constexpr int gzip_window = 15 + 16;  // zlib: largest window, gzip header
constexpr std::size_t chunk = 1U << 20U;

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

/// Runs `step` until zlib is at an end or fails, and cuts `out` to what was written. `step` is told whether zlib was
/// handed the last piece.
template <class Step>
int pump(z_stream& stream, std::string_view bytes, std::string& out, Step step) {
  std::size_t used = 0;
  std::size_t fed = 0;
  int code = Z_OK;
  while (code == Z_OK || code == Z_BUF_ERROR) {
    feed(stream, bytes, fed);
    grow(stream, out, used);
    const uInt room = stream.avail_out;
    code = step(fed == bytes.size());
    used += room - stream.avail_out;
  }
  out.resize(used);
  return code;
}

}  // namespace

bool is_gzip(std::string_view bytes) { return bytes.size() > 2 && bytes[0] == '\x1f' && bytes[1] == '\x8b'; }

Result<std::string> gunzip(std::string_view bytes) {
  z_stream stream{};
  if (inflateInit2(&stream, gzip_window) != Z_OK) return fail(ErrorKind::internal, "zlib does not start");
  const std::unique_ptr<z_stream, FreedBy<inflateEnd>> guard(&stream);
  std::string out;
  const int code = pump(stream, bytes, out, [&](bool is_last) {
    const int done = inflate(&stream, Z_NO_FLUSH);
    if (done == Z_STREAM_END && (stream.avail_in > 0 || !is_last)) return inflateReset(&stream);  // another member
    return done == Z_BUF_ERROR ? Z_DATA_ERROR : done;
  });
  if (code != Z_STREAM_END)
    return fail(ErrorKind::config, "gzip data are damaged or cut off after {} bytes", out.size());
  return out;
}

Result<std::string> gzip(std::string_view text) {
  z_stream stream{};
  if (deflateInit2(&stream, 6, Z_DEFLATED, gzip_window, 8, Z_DEFAULT_STRATEGY) != Z_OK)
    return fail(ErrorKind::internal, "zlib does not start");
  const std::unique_ptr<z_stream, FreedBy<deflateEnd>> guard(&stream);
  std::string out;
  const int code =
      pump(stream, text, out, [&](bool is_last) { return deflate(&stream, is_last ? Z_FINISH : Z_NO_FLUSH); });
  if (code != Z_STREAM_END) return fail(ErrorKind::internal, "zlib does not finish");
  return out;
}

}  // namespace corootctl
