/// libcurl, loaded when the first address or request needs it.
#pragma once

#include <curl/curl.h>

#include "base/on_demand.hpp"

namespace corootctl::http {

CTL_ON_DEMAND("libcurl.so.4", curl_easy_cleanup);
CTL_ON_DEMAND("libcurl.so.4", curl_easy_escape);
CTL_ON_DEMAND("libcurl.so.4", curl_easy_getinfo);
CTL_ON_DEMAND("libcurl.so.4", curl_easy_init);
CTL_ON_DEMAND("libcurl.so.4", curl_easy_perform);
CTL_ON_DEMAND("libcurl.so.4", curl_easy_reset);
CTL_ON_DEMAND("libcurl.so.4", curl_easy_setopt);
CTL_ON_DEMAND("libcurl.so.4", curl_easy_strerror);
CTL_ON_DEMAND("libcurl.so.4", curl_easy_unescape);
CTL_ON_DEMAND("libcurl.so.4", curl_free);
CTL_ON_DEMAND("libcurl.so.4", curl_global_init);
CTL_ON_DEMAND("libcurl.so.4", curl_multi_add_handle);
CTL_ON_DEMAND("libcurl.so.4", curl_multi_cleanup);
CTL_ON_DEMAND("libcurl.so.4", curl_multi_info_read);
CTL_ON_DEMAND("libcurl.so.4", curl_multi_init);
CTL_ON_DEMAND("libcurl.so.4", curl_multi_perform);
CTL_ON_DEMAND("libcurl.so.4", curl_multi_poll);
CTL_ON_DEMAND("libcurl.so.4", curl_multi_remove_handle);
CTL_ON_DEMAND("libcurl.so.4", curl_multi_wakeup);
CTL_ON_DEMAND("libcurl.so.4", curl_slist_append);
CTL_ON_DEMAND("libcurl.so.4", curl_slist_free_all);

}  // namespace corootctl::http
