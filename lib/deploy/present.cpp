#include "deploy/present.hpp"

#include "deploy/manifests.hpp"
#include "deploy/namespaces.hpp"
#include "fleet/cluster.hpp"
#include "fleet/fan_out.hpp"
#include "kube/objects/deletion.hpp"

namespace corootctl::deploy {
namespace {

/// Namespace and definition: whether they are there, and will stay, and let the agents in.
Result<Present> look_at_place(const kube::Client& client, const Looked& wanted, const Within& within) {
  const kube::ObjectRef ref{kube::resources::namespaces(), "", wanted.namespace_name};
  const auto find = [&](const kube::ObjectRef& object) { return client.find(object, within); };
  auto [space, definition] = fleet::side_by_side([&] { return find(ref); }, [&] { return find(coroot_definition()); });
  Present out;
  CTL_PASS(out.space, std::move(space));
  if (out.space) CTL_RUN(kube::refuse_deleted(ref, *out.space));
  CTL_PASS(out.definition, std::move(definition));
  if (out.definition) CTL_RUN(kube::refuse_deleted(coroot_definition(), *out.definition));
  if (!out.space || !wanted.admits) return out;
  if (auto admits = check_admits_agents(client, *out.space, within); !admits) out.refusal = std::move(admits.error());
  return out;
}

Result<Present> look_at_installed(const kube::Client& client, const Looked& wanted, const Within& within) {
  using Installations = Result<std::vector<Installation>>;
  auto [operators, installations] =
      fleet::side_by_side([&] { return find_operators(client, wanted.namespace_name, within); },
                          [&] { return wanted.installations ? find_installations(client, within) : Installations(); });
  Present out;
  CTL_PASS(out.operators, std::move(operators));
  CTL_PASS(out.installations, std::move(installations));
  return out;
}

Result<Present> look_at_coroot(const kube::Client& client, const Looked& wanted, const Within& within) {
  auto [uid, found] = fleet::side_by_side([&] { return fleet::cluster_uid(client, within); },
                                          [&] { return look_at_installed(client, wanted, within); });
  if (!uid && (wanted.needs_uid || uid.error().kind != ErrorKind::unauthorized))
    return tl::unexpected(std::move(uid.error()));
  if (found) found->uid = uid.value_or("");
  return std::move(found);
}

}  // namespace

Result<Present> look_around(const kube::Client& client, const Looked& wanted, const Within& within) {
  auto [place, found] = fleet::side_by_side([&] { return look_at_place(client, wanted, within); },
                                            [&] { return look_at_coroot(client, wanted, within); });
  if (!found) return std::move(found);
  if (!place) return std::move(place);
  found->space = std::move(place->space);
  found->definition = std::move(place->definition);
  found->refusal = std::move(place->refusal);
  return std::move(found);
}

}  // namespace corootctl::deploy
