{{/* Where metrics, traces, logs and the configuration are kept: inside the cluster or in servers outside it. */}}
{{- define "spec.stores" -}}
prometheus:
  type: object
  properties:
    {{- include "pod" . | nindent 4 }}
    image: {{ include "image" . }}
    storage: {{ include "storage" . }}
    retention: {{ include "keep" . }}
    outOfOrderTimeWindow: {{ include "period" . }}
externalPrometheus:
  type: object
  properties:
    url: {{ include "url" . }}
    remoteWriteURL: {{ include "url" . }}
    tlsSkipVerify: {{ include "flag" . }}
    customHeaders: {{ include "textMap" . }}
    basicAuth:
      type: object
      properties:
        username: {{ include "text" . }}
        password: {{ include "text" . }}
        passwordSecret: {{ include "secretKey" . }}
clickhouse:
  type: object
  properties:
    {{- include "pod" . | nindent 4 }}
    image: {{ include "image" . }}
    shards: {{ include "count" . }}
    replicas: {{ include "count" . }}
    storage: {{ include "storage" . }}
    logLevel: {{ include "clickhouseLog" . }}
    keeper:
      type: object
      properties:
        {{- include "pod" . | nindent 8 }}
        image: {{ include "image" . }}
        replicas: {{ include "count" . }}
        storage: {{ include "storage" . }}
        logLevel: {{ include "clickhouseLog" . }}
    s3:
      type: object
      required: [endpoint]
      properties:
        endpoint: {{ include "text" . }}
        region: {{ include "text" . }}
        mode: {type: string, default: tiered, enum: [tiered, s3only]}
        cacheSize: {{ include "quantity" . }}
        moveFactor: {{ include "text" . }}
        credentials:
          type: object
          properties:
            accessKeyId: {{ include "secretKey" . }}
            secretAccessKey: {{ include "secretKey" . }}
externalClickhouse:
  type: object
  properties:
    address: {{ include "text" . }}
    user: {{ include "text" . }}
    database: {{ include "text" . }}
    password: {{ include "text" . }}
    passwordSecret: {{ include "secretKey" . }}
    tlsEnabled: {{ include "flag" . }}
    tlsSkipVerify: {{ include "flag" . }}
postgres:
  type: object
  properties:
    host: {{ include "text" . }}
    port: {{ include "port" . }}
    user: {{ include "text" . }}
    database: {{ include "text" . }}
    password: {{ include "text" . }}
    passwordSecret: {{ include "secretKey" . }}
    params: {{ include "textMap" . }}
{{- end }}
