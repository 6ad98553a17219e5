#include "fleetfile/fields.hpp"

namespace corootctl::fleetfile {
namespace {

const Block& operator_block() {
  static const Block block{
      "an operator",
      {{"chart", Kind::text, "Name in the repository, path, archive or oci:// reference of the operator's chart."},
       {"repository", Kind::text, "Repository of a chart that is named; Coroot's own when left out."},
       {"version", Kind::text, "Version of the chart, or a range; the newest when left out."},
       {"release", Kind::text, "Name of the helm release; coroot-operator when left out."},
       {"values", Kind::paths, "Values files of the chart."},
       {"manifests", Kind::path, "Manifests that are applied without helm."},
       {"install", Kind::flag, "false = GitOps or another release brings the operator."}}};
  return block;
}

const Block& exposure_block() {
  static const Block block{
      "an exposure",
      {{"type",
        Kind::choice,
        "How Coroot is reached from outside; NodePort when left out.",
        false,
        {"NodePort", "LoadBalancer", "ClusterIP", "Ingress"}},
       {"nodePort", Kind::port, "Port of the nodes; chosen by Kubernetes when left out."},
       {"grpcNodePort", Kind::port, "Port of the nodes for gRPC; chosen by Kubernetes when left out."},
       {"host", Kind::dns_name, "Host name of the Ingress."},
       {"class", Kind::dns_name, "IngressClass; the cluster's default when left out."},
       {"path", Kind::url_path, "Path of the Ingress below which Coroot answers."},
       {"tlsSecret", Kind::dns_name, "Secret with the Ingress's certificate; without it the Ingress speaks http."}}};
  return block;
}

Field topology() {
  return {"topology",
          Kind::choice,
          "remote = a Coroot of its own, which the hub reads; agents = agents only, which push to the hub.",
          false,
          {"remote", "agents"}};
}

/// What `defaults`, `byLabel`, the hub and the members may say.
std::vector<Field> settings() {
  return {
      {"safety", Kind::choice, "readonly = every write is refused before connecting.", false, {"normal", "readonly"}},
      {"operator", Kind::block, "Where the Coroot operator comes from.", false, {}, &operator_block()},
      {"exposure", Kind::block, "How Coroot is reached from outside the cluster.", false, {}, &exposure_block()},
      {"spec", Kind::resource, "Laid over the spec of the Coroot resource; null removes."}};
}

std::vector<Field> with(std::vector<Field> first, const std::vector<Field>& more) {
  first.insert(first.end(), more.begin(), more.end());
  return first;
}

const Block& rule_block() {
  static const Block block{
      "an entry of byLabel",
      with({{"match", Kind::labels, "The clusters that have all of these labels.", true}, topology()}, settings())};
  return block;
}

const Block& hub_block() {
  static const Block block{
      "the hub",
      with({{"name", Kind::name, "Its name in output and in --member; its context when left out."},
            {"context", Kind::text, "Context of the kubeconfig.", true},
            {"kubeconfig", Kind::path, "Kubeconfig of its own; the usual one when left out."},
            {"project", Kind::project, "The hub's own Coroot project; none when left out."},
            {"url", Kind::hub_url, "Where agents of other clusters reach the hub; needed by topology agents."},
            {"secret", Kind::dns_name, "Secret with the members' keys; remote-coroot-clusters when left out."},
            {"labels", Kind::labels, "For byLabel."}},
           settings())};
  return block;
}

const Block& member_block() {
  static const Block block{
      "a member",
      with({{"name", Kind::name, "Its name in output, in aggregates and in --member.", true},
            {"context", Kind::text, "Context of the kubeconfig; the name when left out."},
            {"kubeconfig", Kind::path, "Kubeconfig of its own; the usual one when left out."},
            {"project", Kind::project, "Its Coroot project, there and on the hub; the name when left out."},
            {"url", Kind::member_url, "Where the hub reaches its Coroot; found from its Service when left out."},
            {"metricResolution", Kind::duration, "As the hub reads it; its own refresh interval when left out."},
            {"tlsSkipVerify", Kind::flag, "true = certificates between it and the hub are not checked."},
            {"labels", Kind::labels, "For byLabel, for match of aggregates and for --member LABEL=VALUE."},
            topology()},
           settings())};
  return block;
}

const Block& aggregate_block() {
  static const Block block{
      "an aggregate",
      {{"name", Kind::project, "Name of the project over several others.", true},
       {"members", Kind::names, "Its members by name; all when neither members nor match is there."},
       {"match", Kind::labels, "Its members by label: those that have all of these."},
       {"hub", Kind::flag, "Whether the hub's own project is in it; when it has one, if left out."}}};
  return block;
}

}  // namespace

const Block& defaults_block() {
  static const Block block{"defaults", with({topology()}, settings())};
  return block;
}

const Block& fleet_block() {
  static const Block block{
      "a fleet file",
      {{"apiVersion", Kind::choice, "Version of this format.", true, {api_version}},
       {"kind", Kind::choice, "What this file is.", true, {kind_name}},
       {"name", Kind::name, "Name of the fleet."},
       {"namespace", Kind::dns_label, "Namespace of Coroot in every cluster; coroot when left out."},
       {"defaults", Kind::block, "What all clusters have in common.", false, {}, &defaults_block()},
       {"byLabel", Kind::block_list, "What clusters with certain labels have in common.", false, {}, &rule_block()},
       {"hub", Kind::block, "The cluster whose Coroot shows all members.", true, {}, &hub_block()},
       {"members", Kind::block_list, "The clusters that the hub shows.", false, {}, &member_block()},
       {"aggregates", Kind::block_list, "Projects over several members.", false, {}, &aggregate_block()}}};
  return block;
}

const std::vector<Reserved>& reserved_in_spec() {
  static const std::vector<Reserved> out{
      {"projects", "spec cannot have projects: they are made from members and aggregates",
       "Projects of the hub that this file does not name stay as they are."},
      {"agentsOnly", "spec cannot have agentsOnly: the topology decides on it", "Write topology: agents."},
      {"apiVersion", "spec takes what stands below spec in a Coroot resource, not a whole resource",
       "Take apiVersion, kind and metadata out."},
      {"kind", "spec takes what stands below spec in a Coroot resource, not a whole resource",
       "Take apiVersion, kind and metadata out."},
      {"metadata", "spec takes what stands below spec in a Coroot resource, not a whole resource",
       "Take apiVersion, kind and metadata out."},
      {"spec", "spec takes what stands below spec in a Coroot resource, not another spec",
       "Move what is below it one step up."}};
  return out;
}

const std::vector<TypedField>& typed_fields() {
  static const std::vector<TypedField> out{{"nodePort", {"NodePort", "LoadBalancer"}},
                                           {"grpcNodePort", {"NodePort", "LoadBalancer"}},
                                           {"host", {"Ingress"}},
                                           {"class", {"Ingress"}},
                                           {"path", {"Ingress"}},
                                           {"tlsSecret", {"Ingress"}}};
  return out;
}

}  // namespace corootctl::fleetfile
