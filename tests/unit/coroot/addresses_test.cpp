#include "coroot/addresses.hpp"

#include <doctest/doctest.h>

namespace corootctl::tests::coroot_addresses {

using namespace corootctl::coroot;

namespace {

const Addresses known{"https://coroot.example.com/base/", "hub00001", {{"u2k8v4ya", "prod-a"}}};

}  // namespace

TEST_CASE("addresses: an app's page goes by its member's id, whatever characters are in its name (coroot-api 47)") {
  CHECK(address_of_app(known, "prod-a:shop:Deployment:web") ==
        "https://coroot.example.com/base/p/hub00001/applications/u2k8v4ya:shop:Deployment:web");
  CHECK(address_of_app(known, "external::ExternalService:a b/c") ==
        "https://coroot.example.com/base/p/hub00001/applications/external::ExternalService:a%20b%2Fc");
}

TEST_CASE("addresses: an incident's page goes by its key (coroot-api 47)") {
  CHECK(address_of_incident(known, "5w70j19k") ==
        "https://coroot.example.com/base/p/hub00001/incidents?incident=5w70j19k");
}

TEST_CASE("addresses: nothing is linked where no address is known, or what is meant is no app") {
  CHECK(address_of_app({"", "hub00001", {}}, "prod-a:shop:Deployment:web").empty());
  CHECK(address_of_app(known, "prod-a/node-1").empty());
  CHECK(address_of_incident(known, "").empty());
}

}  // namespace corootctl::tests::coroot_addresses
