#include "signals/snapshot.hpp"

#include <algorithm>

namespace corootctl::signals {

const Series* SeriesBag::find(std::string_view signal) const {
  // Readers keep bags sorted, but a bag built by hand need not be; bags have about 20 entries, so a scan is enough.
  const auto at = std::find_if(all.begin(), all.end(), [&](const Series& series) { return series.signal == signal; });
  return at == all.end() ? nullptr : &*at;
}

}  // namespace corootctl::signals
