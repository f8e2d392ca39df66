@needs-kubeApi
Feature: Servers elsewhere that judge what is stored, and hear of it

  Background: a judge of images, credentials for webhooks, and an auditor
    Given the API server runs with:
      """
      enable-admission-plugins: [ImagePolicyWebhook]
      admission-control-config-file:
        apiVersion: apiserver.config.k8s.io/v1
        kind: AdmissionConfiguration
        plugins:
          - name: ImagePolicyWebhook
            configuration:
              imagePolicy:
                allowTTL: 5
                denyTTL: 1
                retryBackoff: 10
                kubeConfigFile:
                  apiVersion: v1
                  kind: Config
                  clusters: [{name: judge, cluster: {server: $hook.url/judge, certificate-authority-data: $hook.caBundle}}]
                  users: [{name: apiserver, user: {client-certificate-data: $hook.client.certificate, client-key-data: $hook.client.key}}]
                  contexts: [{name: judge, context: {cluster: judge, user: apiserver}}]
                  current-context: judge
          - name: ValidatingAdmissionWebhook
            configuration:
              apiVersion: apiserver.config.k8s.io/v1
              kind: WebhookAdmissionConfiguration
              kubeConfigFile:
                apiVersion: v1
                kind: Config
                users:
                  - {name: 'localhost:$hook.port', user: {client-certificate-data: $hook.client.certificate, client-key-data: $hook.client.key}}
                  - {name: '*.0.0.1:$hook.port', user: {token: a-token}}
                  - {name: '*.0.1:$hook.port', user: {token: a-token-for-others}}
                  - {name: '*', user: {username: apiserver, password: swordfish}}
      audit-policy-file:
        apiVersion: audit.k8s.io/v1
        kind: Policy
        rules:
          - {level: Request, verbs: [create], users: [bob], resources: [{group: "", resources: [configmaps]}]}
          - {level: Metadata, omitStages: [RequestReceived], verbs: [delete], users: [bob], resources: [{group: "", resources: [configmaps]}]}
      audit-webhook-batch-max-size: 2
      audit-webhook-batch-max-wait: 3s
      audit-webhook-initial-backoff: 10ms
      audit-webhook-config-file:
        apiVersion: v1
        kind: Config
        clusters: [{name: auditor, cluster: {server: $hook.url/auditor, certificate-authority-data: $hook.caBundle}}]
        users: [{name: apiserver, user: {token: a-token}}]
        contexts: [{name: auditor, context: {cluster: auditor, user: apiserver}}]
        current-context: auditor
      """

  @ADM-17g
  Scenario: A Pod whose images are allowed is stored
    Given a webhook judge that answers:
      """
      {status: {allowed: true}}
      """
    When alice creates:
      """
      apiVersion: v1
      kind: Pod
      metadata: {name: web, annotations: {judge.image-policy.k8s.io/ticket: "7", note: to nobody}}
      spec: {initContainers: [{name: set-up, image: busybox}], containers: [{name: web, image: nginx}, {name: log, image: fluent}]}
      """
    Then it is accepted with 201
    And webhook judge was called with:
      """
      - http: {method: POST, path: !matches '/judge.*', certificate: {commonName: caller}}
        apiVersion: imagepolicy.k8s.io/v1alpha1
        kind: ImageReview
        spec: !only
          containers: [{image: nginx}, {image: fluent}, {image: busybox}]
          annotations: !only {judge.image-policy.k8s.io/ticket: "7"}
          namespace: home
      """

  @ADM-17g
  Scenario Outline: A Pod whose images are not allowed is refused
    Given a webhook judge that answers:
      """
      status: <status>
      """
    When alice creates:
      """
      {apiVersion: v1, kind: Pod, metadata: {name: web}, spec: {containers: [{name: web, image: nginx}]}}
      """
    Then it is refused with 403 Forbidden
    And the answer is:
      """
      message: 'pods "web" is forbidden: <why>'
      """
    And nothing else changed

    Examples:
      | status                              | why                                                                    |
      | {allowed: false, reason: too large} | image policy webhook backend denied one or more images: too large      |
      | {}                                  | one or more images rejected by webhook backend                         |

  @ADM-17h
  Scenario: A Pod that is changed is judged again
    Given a webhook judge that answers:
      """
      {status: {allowed: true}}
      ---
      {status: {allowed: false}}
      """
    And these objects:
      """
      {apiVersion: v1, kind: Pod, metadata: {name: web}, spec: {containers: [{name: web, image: nginx}]}}
      """
    When alice patches pod/web by strategic merge:
      """
      {spec: {containers: [{name: web, image: httpd}]}}
      """
    Then it is refused with 403 Forbidden
    And nothing else changed

  @ADM-17h
  Scenario: Of containers that are added to a running Pod only these are judged
    Given a webhook judge that answers:
      """
      {status: {allowed: true}}
      """
    And these objects:
      """
      {apiVersion: v1, kind: Pod, metadata: {name: web}, spec: {containers: [{name: web, image: nginx}]}}
      """
    When alice sends PATCH /api/v1/namespaces/home/pods/web/ephemeralcontainers:
      """application/strategic-merge-patch+json
      {"spec": {"ephemeralContainers": [{"name": "look", "image": "busybox"}]}}
      """
    Then it is accepted with 200
    And webhook judge was called with:
      """
      - {spec: {containers: [{image: nginx}]}}
      - {spec: {containers: [{image: busybox}]}}
      """

  @ADM-17h
  Scenario: The judge is not asked about the status of a Pod
    Given a webhook judge that answers:
      """
      {status: {allowed: true}}
      """
    And these objects:
      """
      {apiVersion: v1, kind: Pod, metadata: {name: web}, spec: {containers: [{name: web, image: nginx}]}}
      """
    When alice sends PATCH /api/v1/namespaces/home/pods/web/status:
      """application/merge-patch+json
      {"metadata": {"annotations": {"judge.image-policy.k8s.io/ticket": "8"}}, "status": {"message": "well"}}
      """
    Then it is accepted with 200
    And webhook judge was called with:
      """
      - {spec: {containers: [{image: nginx}]}}
      """

  @ADM-17i
  Scenario Outline: Where the judge gives no judgement, the Pod is refused
    Given a webhook judge that answers:
      """
      <answer>
      """
    When alice creates:
      """
      {apiVersion: v1, kind: Pod, metadata: {name: web}, spec: {containers: [{name: web, image: nginx}]}}
      """
    Then it is refused with 403 Forbidden
    And the answer is:
      """
      message: !matches 'pods "web" is forbidden: <why>'
      """
    And nothing else changed

    Examples:
      | answer                             | why                                                  |
      | http: {code: 404}                  | the server could not find the requested resource     |
      | http: {text: no JSON}              | couldn.t get version/kind; json parse error: .*      |
      | {kind: Pod, apiVersion: v1, status: {allowed: true}} | .* |

  @ADM-17i
  Scenario: A failure that may pass is passed over
    Given a webhook judge that answers:
      """
      http: {code: 500}
      ---
      http: {code: 429}
      ---
      {status: {allowed: true}}
      """
    When alice creates:
      """
      {apiVersion: v1, kind: Pod, metadata: {name: web}, spec: {containers: [{name: web, image: nginx}]}}
      """
    Then it is accepted with 201
    And webhook judge was called with:
      """
      [!any , !any , !any ]
      """

  @ADM-17j
  Scenario: A judgement is remembered for a while
    Given a webhook judge that answers:
      """
      {status: {allowed: true}}
      ---
      {status: {allowed: false}}
      """
    And these objects:
      """
      {apiVersion: v1, kind: Pod, metadata: {name: web}, spec: {containers: [{name: web, image: nginx}]}}
      """
    When alice creates:
      """
      {apiVersion: v1, kind: Pod, metadata: {name: other}, spec: {containers: [{name: other, image: nginx}]}}
      """
    Then it is accepted with 201

  @ADM-17j
  Scenario: A judgement that allows is not remembered for ever
    Given a webhook judge that answers:
      """
      {status: {allowed: true}}
      ---
      {status: {allowed: false}}
      """
    And these objects:
      """
      {apiVersion: v1, kind: Pod, metadata: {name: web}, spec: {containers: [{name: web, image: nginx}]}}
      """
    And 6s pass
    When alice creates:
      """
      {apiVersion: v1, kind: Pod, metadata: {name: other}, spec: {containers: [{name: other, image: nginx}]}}
      """
    Then it is refused with 403 Forbidden

  @ADM-17j
  Scenario: A judgement that refuses is forgotten by its own time
    Given a webhook judge that answers:
      """
      {status: {allowed: false}}
      ---
      {status: {allowed: true}}
      """
    When alice sends POST /api/v1/namespaces/home/pods:
      """
      {apiVersion: v1, kind: Pod, metadata: {name: web}, spec: {containers: [{name: web, image: nginx}]}}
      """
    And 2s pass
    And alice creates:
      """
      {apiVersion: v1, kind: Pod, metadata: {name: web}, spec: {containers: [{name: web, image: nginx}]}}
      """
    Then it is accepted with 201

  @ADM-21b @exclusive
  Scenario Outline: A webhook is called with the credentials that are meant for its host
    Given a webhook guard that answers:
      """
      response: {allowed: true}
      """
    And these objects:
      """
      apiVersion: v1
      kind: Service
      metadata: {name: guard}
      spec: {type: ExternalName, externalName: localhost}
      ---
      apiVersion: admissionregistration.k8s.io/v1
      kind: ValidatingWebhookConfiguration
      metadata: {name: guards}
      webhooks:
        - name: guard.example.com
          clientConfig: {<at>, caBundle: $hook.caBundle}
          rules: [{apiGroups: [''], apiVersions: [v1], operations: [CREATE], resources: [secrets]}]
          namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: home}}
          sideEffects: None
          admissionReviewVersions: [v1]
      """
    When alice creates:
      """
      {apiVersion: v1, kind: Secret, metadata: {name: settings}}
      """
    Then it is accepted with 201
    And webhook guard was called with:
      """
      - http: {certificate: <certificate>, headers: {authorization: <authorization>}}
      """

    Examples:
      | at                                                                           | certificate          | authorization                        |
      | url: 'https://localhost:$hook.port/guard'                                    | {commonName: caller} | !absent                              |
      | url: '$hook.url/guard'                                                       | !absent              | Bearer a-token                       |
      | service: {namespace: home, name: guard, port: $hook.port, path: /guard}      | !absent              | Basic YXBpc2VydmVyOnN3b3JkZmlzaA==   |

  @OPS-7l @OPS-7m
  Scenario: Events are sent as soon as they fill a list
    Given a webhook auditor that answers:
      """
      {}
      """
    When bob creates:
      """
      {apiVersion: v1, kind: ConfigMap, metadata: {name: settings}, data: {color: blue}}
      """
    Then it is accepted with 201
    And webhook auditor was called with:
      """
      - http: {method: POST, path: !matches '/auditor.*', headers: {content-type: application/json, authorization: Bearer a-token}}
        apiVersion: audit.k8s.io/v1
        kind: EventList
        items:
          - {level: Request, stage: RequestReceived, verb: create, user: {username: bob}, kind: !absent , apiVersion: !absent }
          - {level: Request, stage: ResponseComplete, verb: create, requestObject: {data: {color: blue}}, responseStatus: {code: 201}}
      """

  @OPS-7m
  Scenario: Events that fill no list are sent after a while
    Given a webhook auditor that answers:
      """
      {}
      """
    When bob deletes configmap/settings
    And 4s pass
    Then webhook auditor was called with:
      """
      - items: [{level: Metadata, stage: ResponseComplete, verb: delete, objectRef: {name: settings}, responseStatus: {code: 404}}]
      """

  @OPS-7n
  Scenario: Events that were not taken are sent again
    Given a webhook auditor that answers:
      """
      http: {code: 400}
      ---
      {}
      """
    When bob creates:
      """
      {apiVersion: v1, kind: ConfigMap, metadata: {name: settings}}
      """
    Then it is accepted with 201
    And webhook auditor was called with:
      """
      - {items: [{stage: RequestReceived}, {stage: ResponseComplete}]}
      - {items: [{stage: RequestReceived}, {stage: ResponseComplete}]}
      """

  @OPS-7n
  Scenario: Events that are never taken stop no request
    Given a webhook auditor that answers:
      """
      http: {code: 500}
      """
    When bob creates:
      """
      {apiVersion: v1, kind: ConfigMap, metadata: {name: settings}}
      """
    Then it is accepted with 201
    And webhook auditor was called with:
      """
      [!any , !any , !any , !any , !any ]
      """
