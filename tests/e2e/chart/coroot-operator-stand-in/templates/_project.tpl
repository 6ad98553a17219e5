{{/* One item of spec.projects. The name has no pattern: the operator's CRD takes any. */}}
{{- define "project" -}}
name: {{ include "text" . }}
memberProjects: {{ include "texts" . }}
apiKeys:
  type: array
  items:
    type: object
    properties:
      description: {{ include "text" . }}
      key: {{ include "text" . }}
      keySecret: {{ include "secretKey" . }}
remoteCoroot:
  type: object
  properties:
    url: {{ include "url" . }}
    tlsSkipVerify: {{ include "flag" . }}
    apiKey: {{ include "text" . }}
    apiKeySecret: {{ include "secretKey" . }}
    metricResolution: {{ include "period" . }}
applicationCategories:
  type: array
  items:
    type: object
    required: [name]
    properties:
      name: {{ include "text" . }}
      customPatterns: {{ include "texts" . }}
      notificationSettings: {{ include "free" . }}
customApplications:
  type: array
  items:
    type: object
    required: [name]
    properties:
      name: {{ include "text" . }}
      instancePatterns: {{ include "texts" . }}
inspectionOverrides:
  type: object
  properties:
    sloAvailability:
      type: array
      items:
        type: object
        required: [applicationId, objectivePercent]
        properties:
          applicationId: {type: string, pattern: '^[^:]*:[^:]*:[^:]*'}
          objectivePercent: {type: number, minimum: 0, maximum: 100}
    sloLatency:
      type: array
      items:
        type: object
        required: [applicationId, objectivePercent, objectiveThreshold]
        properties:
          applicationId: {type: string, pattern: '^[^:]*:[^:]*:[^:]*'}
          objectivePercent: {type: number, minimum: 0, maximum: 100}
          objectiveThreshold: {type: string, enum: [5ms, 10ms, 25ms, 50ms, 100ms, 250ms, 500ms, 1s, 2.5s, 5s, 10s]}
alertingRules:
  type: array
  items:
    type: object
    required: [id]
    properties:
      id: {{ include "text" . }}
      name: {{ include "text" . }}
      enabled: {{ include "flag" . }}
      severity: {type: string, enum: [warning, critical]}
      for: {{ include "period" . }}
      keepFiringFor: {{ include "period" . }}
      notificationCategory: {{ include "text" . }}
      selector: {{ include "free" . }}
      source: {{ include "free" . }}
      templates: {{ include "free" . }}
notificationIntegrations:
  type: object
  required: [baseURL]
  properties:
    baseURL: {{ include "url" . }}
    slack: {{ include "notifier" (list "defaultChannel" "token" "tokenSecret" "deployments") }}
    teams: {{ include "notifier" (list "" "webhookURL" "webhookURLSecret" "deployments") }}
    pagerduty: {{ include "notifier" (list "" "integrationKey" "integrationKeySecret" "") }}
    opsgenie: {{ include "notifier" (list "" "apiKey" "apiKeySecret" "euInstance") }}
    webhook: {{ include "webhook" . }}
{{- end }}

{{/* notifier REQUIRED SECRET_TEXT SECRET_KEY FLAG: a chat or paging service; REQUIRED and FLAG may be empty. */}}
{{- define "notifier" -}}
{type: object, {{ with index . 0 }}required: [{{ . }}], {{ end }}properties: {alerts: {type: boolean}, incidents: {type: boolean},
{{- with index . 0 }} {{ . }}: {type: string},{{ end }}
{{- with index . 3 }} {{ . }}: {type: boolean},{{ end }} {{ index . 1 }}: {type: string}, {{ index . 2 }}: {{ include "secretKey" . }}}}
{{- end }}

{{- define "webhook" -}}
{type: object, required: [url], properties: {url: {{ include "url" . }}, tlsSkipVerify: {type: boolean}, alerts: {type: boolean}, incidents: {type: boolean}, deployments: {type: boolean},
{{- range list "alertTemplate" "incidentTemplate" "deploymentTemplate" }} {{ . }}: {type: string},{{ end }} customFields: {{ include "textMap" . }}, customHeaders: {type: array, items: {type: object, required: [key, value], properties: {key: {type: string}, value: {type: string}}}},
{{- " " }}basicAuth: {type: object, properties: {username: {type: string}, password: {type: string}, passwordSecret: {{ include "secretKey" . }}}}}}
{{- end }}
