/// Answers that are worked on while they arrive, as those of a watch.
#pragma once

#include <functional>
#include <stop_token>
#include <string_view>

#include "http/transport.hpp"

namespace corootctl::http {

/// Takes the next piece of a body; false = that was enough, and the exchange ends well.
using BodySink = std::function<bool(std::string_view)>;

/// A Transport that can do it; fakes of ordinary requests need not.
class StreamingTransport : public Transport {
 public:
  /// As send(), but the body of a 2xx answer goes to `sink` and not into the Response.
  virtual Result<Response> stream(const Request& request, const BodySink& sink, std::stop_token stop) = 0;
};

/// Streams when `transport` can; else the whole body of a 2xx answer is one piece.
Result<Response> stream(Transport& transport, const Request& request, const BodySink& sink, std::stop_token stop);

}  // namespace corootctl::http
