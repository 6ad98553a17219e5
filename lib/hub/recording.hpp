/// Keeping what a hub's Coroot answered, and answering from it later without any network. A recording is a directory:
/// index.json lists every request with its status and file, answers/ holds the bodies as they came (gzip). Nothing that
/// opens a door is in it: logins, headers and cookies are never seen, keys and passwords inside bodies are removed.
#pragma once

#include <memory>
#include <string>

#include "coroot/link.hpp"
#include "document/value.hpp"

namespace corootctl::hub {

/// Takes notes of every answer, from several threads at once.
class Recorder {
 public:
  /// Errors: usage, when `directory` exists and is not empty; config, when it cannot be made.
  static Result<std::shared_ptr<Recorder>> start(const std::string& directory);

  virtual ~Recorder() = default;
  /// The same link, listened to. Wrap it after the login.
  virtual std::unique_ptr<coroot::Link> listen(std::unique_ptr<coroot::Link> link) = 0;
  /// Writes index.json; `about` says what was asked for. The same answers give the same bytes, whatever order they came
  /// in. Errors: config, also when a body could not be written on the way.
  virtual Result<> finish(const document::Object& about) = 0;
};

struct Replay {
  std::unique_ptr<coroot::Link> link{};  ///< answers from the files; not_found for what was never asked
  document::Value about{};
};

/// Errors: not_found and config, naming the file.
Result<Replay> open_replay(const std::string& directory);

/// A body fit to be kept: API keys, passwords, users' mail addresses and passwords inside URLs removed. `content_type`
/// as the server said it; panel data (`is_panel`) hold measurements only and stay as they are, when they are JSON.
std::string without_secrets(const std::string& body, std::string_view content_type, bool is_panel);

}  // namespace corootctl::hub
