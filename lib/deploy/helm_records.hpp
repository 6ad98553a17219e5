/// What helm wrote down about a release: one Secret a revision, in the release's namespace (operator 21). Read here
/// without the helm program, since they are there when it is not.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "kube/objects/client.hpp"

namespace corootctl::deploy {

/// Put on every revision we make, so that one of ours can be told from somebody else's.
inline constexpr std::string_view installed_by_label = "corootctl.coroot.com/installed-by";

struct HelmRecord {
  std::string release{};
  std::string namespace_name{};
  std::int64_t revision = 0;
  std::string status{};
  std::string secret{};
  std::int64_t created_at_s = 0;
  bool ours = false;
  document::Value data{};  ///< of the Secret: packed, see unpack()
};

/// Records of the release, oldest first; "" = of every release in the namespace.
Result<std::vector<HelmRecord>> helm_records(const kube::Reader& reader, const std::string& namespace_name,
                                             const std::string& release, const Within& within);

/// Those of every release that we brought, in all namespaces; where this user may not list Secrets in all of them, in
/// `namespace_name` alone. By release, each oldest first.
Result<std::vector<std::vector<HelmRecord>>> releases_of_ours(const kube::Reader& reader,
                                                              const std::string& namespace_name, const Within& within);

/// A record's content that matters here.
struct HelmContent {
  std::string chart{}, version{}, app_version{};
  document::Value chart_values{};              ///< the chart's own
  document::Value values{};                    ///< those that were given
  std::vector<document::Value> objects{};      ///< of the manifest, in its order
  std::vector<std::string> hooks_at_delete{};  ///< names of objects that helm would run before or after a deletion
};

/// Of a release as helm writes it, also on its standard output. Errors: config, when its manifest cannot be read.
Result<HelmContent> content_of(const document::Value& release);

/// Errors: config, when it is none of helm's.
Result<HelmContent> unpack(const HelmRecord& record);

}  // namespace corootctl::deploy
