{{/* Schemas that occur more than once in the CRD, in flow style so that they can stand anywhere. */}}

{{- define "text" -}}{type: string}{{- end }}
{{- define "flag" -}}{type: boolean}{{- end }}
{{- define "count" -}}{type: integer}{{- end }}
{{- define "port" -}}{type: integer, format: int32}{{- end }}
{{- define "url" -}}{type: string, pattern: '^https?://.+$'}{{- end }}
{{- define "texts" -}}{type: array, items: {type: string}}{{- end }}
{{- define "textMap" -}}{type: object, additionalProperties: {type: string}}{{- end }}

{{/* Kubernetes' own types, of which only the outline matters here. */}}
{{- define "free" -}}{type: object, x-kubernetes-preserve-unknown-fields: true}{{- end }}
{{- define "freeList" -}}{type: array, items: {type: object, x-kubernetes-preserve-unknown-fields: true}}{{- end }}
{{- define "env" -}}{type: array, items: {type: object, required: [name], properties: {name: {type: string}, value: {type: string}, valueFrom: {type: object, x-kubernetes-preserve-unknown-fields: true}}}}{{- end }}
{{- define "quantity" -}}{anyOf: [{type: integer}, {type: string}], x-kubernetes-int-or-string: true, pattern: '^[+-]?([0-9]+([.][0-9]*)?|[.][0-9]+)([KMGTPE]i|[numkMGTPE]|[eE][+-]?[0-9]+)?$'}{{- end }}
{{- define "intOrText" -}}{anyOf: [{type: integer}, {type: string}], x-kubernetes-int-or-string: true}{{- end }}

{{/* A key of a Secret in the resource's namespace. The whole selector has one owner; a missing name passes as "". */}}
{{- define "secretKey" -}}{type: object, x-kubernetes-map-type: atomic, required: [key], properties: {name: {type: string, default: ""}, key: {type: string}, optional: {type: boolean}}}{{- end }}

{{/* Periods: of refreshing, of keeping tables, and of everything else. */}}
{{- define "refresh" -}}{type: string, pattern: '^[0-9]+[sm]$'}{{- end }}
{{- define "keep" -}}{type: string, pattern: '^[0-9]+[mhdwy]$'}{{- end }}
{{- define "period" -}}{type: string, pattern: '^[0-9]+[smhdwy]$'}{{- end }}

{{- define "image" -}}{type: object, properties: {name: {type: string}, pullPolicy: {type: string}, pullSecrets: {type: array, items: {type: object, x-kubernetes-map-type: atomic, properties: {name: {type: string, default: ""}}}}}}{{- end }}
{{- define "storage" -}}{type: object, properties: {size: {{ include "quantity" . }}, className: {type: string}, reclaimPolicy: {type: string}, annotations: {{ include "textMap" . }}}}{{- end }}
{{- define "clickhouseLog" -}}{type: string, enum: [none, fatal, critical, error, warning, notice, information, debug, trace, test]}{{- end }}

{{/* The fields of every component's pod, as lines of a `properties` map. */}}
{{- define "pod" -}}
affinity: {{ include "free" . }}
nodeSelector: {{ include "textMap" . }}
podAnnotations: {{ include "textMap" . }}
resources: {{ include "free" . }}
tolerations: {{ include "freeList" . }}
{{- end }}
