/// OpenSSL, loaded when the first certificate or digest needs it. The library itself (libcurl's own) must be the one
/// whose headers this was built with: both carry version 3 in their names.
#pragma once

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include "base/on_demand.hpp"

namespace corootctl::http {

CTL_ON_DEMAND("libcrypto.so.3", ASN1_TIME_to_tm);
CTL_ON_DEMAND("libcrypto.so.3", BIO_free_all);
CTL_ON_DEMAND("libcrypto.so.3", BIO_new_mem_buf);
CTL_ON_DEMAND("libcrypto.so.3", ERR_clear_error);
CTL_ON_DEMAND("libcrypto.so.3", EVP_Digest);
CTL_ON_DEMAND("libcrypto.so.3", EVP_MD_fetch);
CTL_ON_DEMAND("libcrypto.so.3", EVP_PKEY_free);
CTL_ON_DEMAND("libcrypto.so.3", GENERAL_NAMES_free);
CTL_ON_DEMAND("libcrypto.so.3", HMAC);
CTL_ON_DEMAND("libcrypto.so.3", OPENSSL_sk_num);
CTL_ON_DEMAND("libcrypto.so.3", OPENSSL_sk_value);
CTL_ON_DEMAND("libcrypto.so.3", PEM_read_bio_PrivateKey);
CTL_ON_DEMAND("libcrypto.so.3", PEM_read_bio_X509);
CTL_ON_DEMAND("libcrypto.so.3", RAND_bytes);
CTL_ON_DEMAND("libcrypto.so.3", X509_STORE_CTX_get_current_cert);
CTL_ON_DEMAND("libcrypto.so.3", X509_STORE_CTX_get_error_depth);
CTL_ON_DEMAND("libcrypto.so.3", X509_STORE_CTX_set_error);
CTL_ON_DEMAND("libcrypto.so.3", X509_STORE_add_cert);
CTL_ON_DEMAND("libcrypto.so.3", X509_STORE_free);
CTL_ON_DEMAND("libcrypto.so.3", X509_STORE_new);
CTL_ON_DEMAND("libcrypto.so.3", X509_STORE_set_flags);
CTL_ON_DEMAND("libcrypto.so.3", X509_check_private_key);
CTL_ON_DEMAND("libcrypto.so.3", X509_free);
CTL_ON_DEMAND("libcrypto.so.3", X509_get0_notAfter);
CTL_ON_DEMAND("libcrypto.so.3", X509_get_ext_d2i);
CTL_ON_DEMAND("libcrypto.so.3", X509_verify_cert_error_string);
CTL_ON_DEMAND("libssl.so.3", SSL_CTX_ctrl);
CTL_ON_DEMAND("libssl.so.3", SSL_CTX_get_verify_mode);
CTL_ON_DEMAND("libssl.so.3", SSL_CTX_set1_cert_store);
CTL_ON_DEMAND("libssl.so.3", SSL_CTX_set_verify);
CTL_ON_DEMAND("libssl.so.3", SSL_CTX_use_PrivateKey);
CTL_ON_DEMAND("libssl.so.3", SSL_CTX_use_certificate);
CTL_ON_DEMAND("libssl.so.3", SSL_get0_alpn_selected);

}  // namespace corootctl::http
