{{/* The server's own fields of spec. */}}
{{- define "spec.server" -}}
{{ include "pod" . }}
env: {{ include "env" . }}
replicas: {{ include "count" . }}
storage: {{ include "storage" . }}
metricsRefreshInterval: {{ include "refresh" . }}
cacheTTL: {{ include "keep" . }}
tracesTTL: {{ include "keep" . }}
logsTTL: {{ include "keep" . }}
profilesTTL: {{ include "keep" . }}
authAnonymousRole: {{ include "text" . }}
authBootstrapAdminPassword: {{ include "text" . }}
authBootstrapAdminPasswordSecret: {{ include "secretKey" . }}
apiKey: {{ include "text" . }}
apiKeySecret: {{ include "secretKey" . }}
disableBuiltinAlerts: {{ include "flag" . }}
storeMetricsInClickhouse: {{ include "flag" . }}
sso: {{ include "free" . }}
ai: {{ include "free" . }}
communityEdition:
  type: object
  properties:
    image: {{ include "image" . }}
enterpriseEdition:
  type: object
  properties:
    image: {{ include "image" . }}
    licenseKey: {{ include "text" . }}
    licenseKeySecret: {{ include "secretKey" . }}
corootCloud:
  type: object
  properties:
    apiKey: {{ include "text" . }}
    apiKeySecret: {{ include "secretKey" . }}
    rca:
      type: object
      properties:
        disableIncidentsAutoInvestigation: {{ include "flag" . }}
service:
  type: object
  properties:
    type: {{ include "text" . }}
    port: {{ include "port" . }}
    nodePort: {{ include "port" . }}
    grpcPort: {{ include "port" . }}
    grpcNodePort: {{ include "port" . }}
    annotations: {{ include "textMap" . }}
ingress:
  type: object
  properties:
    className: {{ include "text" . }}
    host: {{ include "text" . }}
    path: {{ include "text" . }}
    annotations: {{ include "textMap" . }}
    tls:
      type: object
      properties:
        hosts: {type: array, x-kubernetes-list-type: atomic, items: {type: string}}
        secretName: {{ include "text" . }}
grpc:
  type: object
  properties:
    disabled: {{ include "flag" . }}
tls:
  type: object
  required: [certSecret, keySecret]
  properties:
    certSecret: {{ include "secretKey" . }}
    keySecret: {{ include "secretKey" . }}
{{- end }}
