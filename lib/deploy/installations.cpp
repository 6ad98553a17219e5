#include "deploy/installations.hpp"

namespace corootctl::deploy {

Result<ReadableInstallations> find_readable_installations(const kube::Reader& reader, const Within& within) {
  auto everywhere = find_installations(reader, within);
  if (everywhere) return ReadableInstallations{std::move(*everywhere), {}, {}};
  auto refusal = std::move(everywhere.error());
  const auto& space = reader.connection().namespace_name;
  if (refusal.kind != ErrorKind::unauthorized || space.empty()) return tl::unexpected(std::move(refusal));
  auto here = find_installations(reader, within, space);
  if (here && !here->empty()) {
    return ReadableInstallations{std::move(*here), space, "all but namespace " + space + ": " + describe(refusal)};
  }
  if (!here && here.error().kind == ErrorKind::unauthorized) {
    here.error().hint =
        "Ask for the right to list coroots.coroot.com there, or name the namespace where Coroot runs with -n.";
    return tl::unexpected(std::move(here.error()));
  }
  refusal.hint = "Name the namespace where Coroot runs with -n (namespace " + space +
                 " shows none), or ask for a role that allows this.";
  return tl::unexpected(std::move(refusal));
}

}  // namespace corootctl::deploy
