#include "cli/output/fit.hpp"

#include <optional>
#include <utility>

namespace corootctl::cli {
namespace {

constexpr std::size_t least_name = 30, least_last = 20, least_other = 12, least_of_all = 8;

enum class Duty { name, last, other };

/// Columns that give way; those that are not shown have no width.
class Squeeze {
 public:
  Squeeze(std::vector<std::size_t> widths, const std::vector<bool>& shown, const std::vector<std::size_t>& names)
      : widths_(std::move(widths)), shown_(shown), duties_(widths_.size(), Duty::other) {
    if (!duties_.empty()) duties_.back() = Duty::last;
    for (const std::size_t name : names)
      if (name < duties_.size()) duties_[name] = Duty::name;
  }

  std::size_t width(std::size_t gap) const {
    std::size_t out = 0, count = 0;
    for (std::size_t i = 0; i < widths_.size(); ++i)
      if (shown_[i]) out += widths_[i], ++count;
    return out + (count > 0 ? (count - 1) * gap : 0);
  }

  /// The widest shown column of a duty (of any, without one) that is wider than `least`; the last of several.
  std::optional<std::size_t> widest(std::optional<Duty> duty, std::size_t least) const {
    std::optional<std::size_t> out;
    for (std::size_t i = 0; i < widths_.size(); ++i) {
      const bool counts = shown_[i] && widths_[i] > least && (!duty || duties_[i] == *duty);
      if (counts && (!out || widths_[i] >= widths_[*out])) out = i;
    }
    return out;
  }

  /// Makes columns of a duty narrower, the widest first, down to `least`, until all fits.
  void narrow(std::optional<Duty> duty, std::size_t least, std::size_t gap, std::size_t columns) {
    while (width(gap) > columns) {
      const auto column = widest(duty, least);
      if (!column) return;
      --widths_[*column];
    }
  }

  const std::vector<std::size_t>& widths() const { return widths_; }

 private:
  std::vector<std::size_t> widths_;
  const std::vector<bool>& shown_;
  std::vector<Duty> duties_;
};

/// The next column to leave out: the first shown one of the table's own order, or the widest that is no name and not
/// the last.
std::optional<std::size_t> next_to_leave(const Squeeze& natural, const std::vector<bool>& shown,
                                         const std::vector<std::size_t>& order) {
  if (order.empty()) return natural.widest(Duty::other, 0);
  for (const std::size_t column : order)
    if (column < shown.size() && shown[column]) return column;
  return std::nullopt;
}

/// What can be done before `column` is left out: the last one may become very narrow.
bool fits_with_little(Squeeze& squeeze, std::size_t column, std::size_t last, std::size_t gap, std::size_t columns) {
  if (column != last) return false;
  squeeze.narrow(Duty::last, least_of_all, gap, columns);
  return squeeze.width(gap) <= columns;
}

}  // namespace

Fit fit_columns(const std::vector<std::size_t>& natural, const ColumnRanks& ranks, std::size_t columns) {
  constexpr std::size_t wide = 3, tight = 2;
  Fit out{natural, std::vector<bool>(natural.size(), true), wide};
  for (;;) {
    Squeeze squeeze(natural, out.shown, ranks.names);
    out.gap = wide;
    squeeze.narrow(Duty::last, least_last, out.gap, columns);
    squeeze.narrow(Duty::other, least_other, out.gap, columns);
    if (squeeze.width(out.gap) > columns) out.gap = tight;
    squeeze.narrow(Duty::name, least_name, out.gap, columns);
    const bool fits = squeeze.width(out.gap) <= columns;
    const Squeeze unchanged(natural, out.shown, ranks.names);
    const auto left_out = fits ? std::nullopt : next_to_leave(unchanged, out.shown, ranks.leave);
    if (!left_out || fits_with_little(squeeze, *left_out, natural.size() - 1, out.gap, columns)) {
      squeeze.narrow(std::nullopt, least_of_all, out.gap, columns);
      out.widths = squeeze.widths();
      return out;
    }
    out.shown[*left_out] = false;
  }
}

}  // namespace corootctl::cli
