/// A Session whose answers can be worked on while they arrive.
#pragma once

#include "http/streaming.hpp"
#include "kube/session/session.hpp"

namespace corootctl::kube {

class StreamingSession : public Session {
 public:
  /// As send(), but without retries, and the body of a 2xx answer goes to `sink` (connections 47).
  virtual Result<http::Response> stream(const Call& call, const http::BodySink& sink, Deadline deadline,
                                        std::stop_token stop) = 0;
};

/// Streams when `session` can; else the whole body of a 2xx answer is one piece.
Result<http::Response> stream(Session& session, const Call& call, const http::BodySink& sink, Deadline deadline,
                              std::stop_token stop);

}  // namespace corootctl::kube
