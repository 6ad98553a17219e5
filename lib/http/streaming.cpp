#include "http/streaming.hpp"

namespace corootctl::http {

Result<Response> stream(Transport& transport, const Request& request, const BodySink& sink, std::stop_token stop) {
  if (auto* streaming = dynamic_cast<StreamingTransport*>(&transport)) return streaming->stream(request, sink, stop);
  auto answer = transport.send(request, std::move(stop));
  if (answer && answer->status >= 200 && answer->status < 300) sink(std::exchange(answer->body, {}));
  return answer;
}

}  // namespace corootctl::http
