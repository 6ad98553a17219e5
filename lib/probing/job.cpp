#include "probing/job.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace corootctl::probing {
namespace {

using document::List;
using document::Object;
using document::Value;

constexpr std::int64_t nobody = 65534;
constexpr std::int64_t kept_s = 120;  // a Job whose run was killed goes by itself

/// One line an address: its number, how curl ended, status, type and place. The message of a container's end is the
/// pod's status, so that reading it needs no way to the kubelet; it has room for 4096 bytes.
constexpr auto script = R"(n=0
for url do
  n=$((n + 1))
  (
    said=$(curl -q -g -s -o /dev/null --connect-timeout 5 --max-time 10 \
      -w '%{http_code}|%{content_type}|%{redirect_url}' "$url")
    printf '%.150s\n' "$n|$?|$said" >>/dev/termination-log
  ) &
done
wait)";

Value labels() {
  return Object{{"app.kubernetes.io/managed-by", std::string(kube::field_manager)},
                {"app.kubernetes.io/name", job_name}};
}

Value texts_of(const std::vector<std::string>& items) { return List(items.begin(), items.end()); }

Value container_of(const JobWish& wish) {
  auto command = std::vector<std::string>{"sh", "-c", script, job_name};
  return Object{{"name", "probe"},
                {"image", wish.image},
                {"command", texts_of(command)},
                {"args", texts_of(wish.urls)},
                {"resources", Object{{"requests", Object{{"cpu", "10m"}, {"memory", "32Mi"}}},
                                     {"limits", Object{{"cpu", "200m"}, {"memory", "128Mi"}}}}},
                {"securityContext", Object{{"allowPrivilegeEscalation", false},
                                           {"readOnlyRootFilesystem", true},
                                           {"capabilities", Object{{"drop", List{"ALL"}}}}}}};
}

Value pod_of(const JobWish& wish) {
  Object out{{"restartPolicy", "Never"},
             {"automountServiceAccountToken", false},
             {"enableServiceLinks", false},
             {"terminationGracePeriodSeconds", 1},
             {"securityContext", Object{{"runAsNonRoot", true},
                                        {"runAsUser", nobody},
                                        {"runAsGroup", nobody},
                                        {"seccompProfile", Object{{"type", "RuntimeDefault"}}}}},
             {"containers", List{container_of(wish)}}};
  if (!wish.pull_secrets.is_null()) out.set("imagePullSecrets", wish.pull_secrets);
  if (!wish.node_selector.is_null()) out.set("nodeSelector", wish.node_selector);
  if (!wish.tolerations.is_null()) out.set("tolerations", wish.tolerations);
  return out;
}

const Value& condition_of(const Value& job, std::string_view type) {
  static const Value none;
  for (const auto& each : job.at({"status", "conditions"}).as_list())
    if (each["type"].as_string() == type && each["status"].as_string() == "True") return each;
  return none;
}

const Value& container_in(const Value& job) {
  return job.at({"spec", "template", "spec", "containers"})[std::size_t{0}];
}

}  // namespace

kube::ObjectRef job_ref(const std::string& namespace_name) {
  return {{"batch", "v1", "Job", "jobs", true}, namespace_name, job_name};
}

Value job_of(const JobWish& wish) {
  return Object{
      {"apiVersion", "batch/v1"},
      {"kind", "Job"},
      {"metadata", Object{{"name", job_name}, {"namespace", wish.namespace_name}, {"labels", labels()}}},
      {"spec", Object{{"backoffLimit", 0},
                      {"activeDeadlineSeconds", wish.deadline.count()},
                      {"ttlSecondsAfterFinished", kept_s},
                      {"template", Object{{"metadata", Object{{"labels", labels()}}}, {"spec", pod_of(wish)}}}}}};
}

bool is_ours(const Value& job) {
  return job.at({"metadata", "labels", "app.kubernetes.io/managed-by"}).as_string() == kube::field_manager;
}

bool may_be_shared(const Value& live, const Value& wanted) {
  const auto& there = container_in(live);
  const auto& asked = container_in(wanted);
  return is_at_work(live) && live.at({"metadata", "deletionTimestamp"}).is_null() && there["image"] == asked["image"] &&
         there["command"] == asked["command"] && there["args"] == asked["args"];
}

bool is_at_work(const Value& job) {
  return condition_of(job, "Complete").is_null() && condition_of(job, "Failed").is_null();
}

std::string failure_of(const Value& job) {
  const auto& failed = condition_of(job, "Failed");
  if (failed.is_null()) return "";
  return printable(failed["reason"].as_string() + ": " + failed["message"].as_string(), 200);
}

}  // namespace corootctl::probing
