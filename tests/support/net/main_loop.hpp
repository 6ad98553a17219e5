/// What the fakes' programs share: flags, and running until a signal.
#pragma once

#include <functional>
#include <map>
#include <stop_token>
#include <string>
#include <vector>

namespace corootctl::support {

/// "--name value" and "--name=value"; a name may come several times. Names ending in '!' take no value.
class Arguments {
 public:
  Arguments(int argc, char** argv, const std::vector<std::string>& known);
  const std::string& error() const { return error_; }  ///< a line about the first wrong argument, or ""
  bool has(const std::string& name) const { return values_.contains(name); }
  std::string value(const std::string& name) const;  ///< the last one, or ""
  std::vector<std::string> values(const std::string& name) const;

 private:
  std::map<std::string, std::vector<std::string>> values_{};
  std::string error_{};
};

/// Runs `work` in a thread; requests its stop at SIGINT, SIGTERM and SIGHUP. The exit code is `work`'s.
int run_until_signal(const std::function<int(std::stop_token)>& work);

}  // namespace corootctl::support
