/// Reading requests from and writing responses to a byte stream: the part of the test server without sockets.
#pragma once

#include <optional>
#include <string>

#include "support/net/http_server.hpp"

namespace corootctl::support {

/// A connection's bytes, plain or over TLS.
class ByteStream {
 public:
  virtual ~ByteStream() = default;
  virtual std::size_t read(char* into, std::size_t capacity) = 0;  ///< 0 = ended
  virtual bool write(std::string_view bytes) = 0;
};

class RequestReader {
 public:
  explicit RequestReader(ByteStream& stream) : stream_(stream) {}
  /// The next request; nullopt when the peer ended or sent something that is no HTTP.
  std::optional<ServedRequest> next();

 private:
  std::optional<std::string> line();
  bool exactly(std::string& into, std::size_t count);
  bool fill();
  bool read_headers(ServedRequest& request);
  bool read_body(ServedRequest& request);
  bool read_chunks(ServedRequest& request);

  ByteStream& stream_;
  std::string buffer_{};
};

/// False when the connection must end.
bool write_response(ByteStream& stream, const ServedResponse& response, bool head_only);

}  // namespace corootctl::support
