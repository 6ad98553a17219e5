#include "report/place.hpp"

#include "rca/names.hpp"

namespace corootctl::report {

void set_place(pipeline::Finding& finding, const std::string& subject) {
  const auto app = rca::split_app_id(subject);
  finding.cluster = app.cluster;
  finding.object = app.cluster.empty() ? subject : app.ns + ":" + app.kind + ":" + app.name;
}

std::string app_with_page(const std::string& subject) { return subject.substr(0, subject.find(" -> ")); }

std::string page_of(const std::string& subject, const AddressOf& address) {
  return address ? address(app_with_page(subject)) : "";
}

}  // namespace corootctl::report
