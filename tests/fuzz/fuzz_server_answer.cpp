/// Any bytes as an API server's answer: failures become one harmless text, warnings and workloads are read without
/// harm.
#include <cstdint>
#include <string>

#include "document/json.hpp"
#include "kube/objects/client.hpp"
#include "kube/objects/rollout.hpp"
#include "kube/session/retry.hpp"
#include "kube/session/warnings.hpp"
#include "require.hpp"

using corootctl::tests::require;

namespace {

using namespace corootctl;

/// No control character may reach a terminal; `allowed` are those that we write ourselves.
bool is_harmless(const std::string& text, std::string_view allowed) {
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if ((byte < ' ' || byte == 0x7f) && allowed.find(c) == std::string_view::npos) return false;
  }
  return true;
}

void check_failure(const std::string& text, int status) {
  const http::Response response{status, {{"Content-Type", "application/json"}, {"Retry-After", text}}, text};
  const auto error = kube::status_error(response, "ask");
  require(!error.what.empty(), "a failure has a text");
  require(is_harmless(error.what, "\n"), "a failure's text is harmless");
  if (const auto pause = kube::wanted_pause(response)) require(pause->count() >= 0, "a pause is no negative time");
}

void check_workload(const std::string& text) {
  auto object = document::parse_json(text, "input");
  if (!object) return;
  for (const auto* kind : {"Deployment", "StatefulSet", "DaemonSet", "Other"}) {
    object->object().set("kind", kind);
    const auto rollout = kube::rollout_of(*object);
    require(rollout.done == rollout.reason.empty(), "what is not done has a reason");
    require(is_harmless(rollout.reason, ""), "a reason is harmless");
  }
  require(is_harmless(kube::pod_trouble({*object, *object}), ""), "a pod's trouble is harmless");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  if (size == 0) return 0;
  const std::string text(bytes + 1, bytes + size);
  check_failure(text, 300 + bytes[0]);
  check_workload(text);
  for (const auto& warning : kube::warning_texts(text)) require(is_harmless(warning, ""), "a warning is harmless");
  return 0;
}
