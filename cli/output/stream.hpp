/// Where a command writes: standard output and standard error as an outside world that tests replace.
#pragma once

#include <string>
#include <string_view>

namespace corootctl::cli {

class Output {
 public:
  virtual ~Output() = default;
  /// Writes all of `text` at once; what cannot be written is dropped and remembered.
  virtual void write(std::string_view text) = 0;
  /// Why something could not be written, or "". A reader that went away (`| head -1`) is no failure.
  virtual std::string failure() const = 0;
};

/// A file descriptor, without a buffer of its own: callers build whole texts.
class DescriptorOutput final : public Output {
 public:
  explicit DescriptorOutput(int descriptor) : descriptor_(descriptor) {}
  void write(std::string_view text) override;
  std::string failure() const override;

 private:
  int descriptor_;
  int error_ = 0;  ///< errno of the first failed write
};

}  // namespace corootctl::cli
