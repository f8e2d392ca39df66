@needs-kubeApi
Feature: An image judge who need not answer, and an auditor who must

  Background:
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
                allowTTL: -1
                denyTTL: -1
                retryBackoff: -1
                defaultAllow: true
                kubeConfigFile:
                  apiVersion: v1
                  kind: Config
                  clusters: [{name: judge, cluster: {server: $hook.url/judge, certificate-authority-data: $hook.caBundle}}]
                  users: [{name: apiserver, user: {}}]
                  contexts: [{name: judge, context: {cluster: judge, user: apiserver}}]
                  current-context: judge
      audit-policy-file:
        apiVersion: audit.k8s.io/v1
        kind: Policy
        rules:
          - {level: Request, verbs: [create], users: [bob], resources: [{group: "", resources: [configmaps, pods]}]}
      audit-log-truncate-enabled: true
      audit-log-truncate-max-event-size: 3000
      audit-webhook-mode: blocking-strict
      audit-webhook-initial-backoff: 10ms
      audit-webhook-truncate-enabled: true
      audit-webhook-truncate-max-event-size: 3000
      audit-webhook-config-file:
        apiVersion: v1
        kind: Config
        clusters: [{name: auditor, cluster: {server: $hook.url/auditor, certificate-authority-data: $hook.caBundle}}]
        users: [{name: apiserver, user: {username: apiserver, password: swordfish}}]
        contexts: [{name: auditor, context: {cluster: auditor, user: apiserver}}]
        current-context: auditor
      """

  @ADM-17i
  Scenario: Where the judge need not answer, a Pod without a judgement is admitted
    Given a webhook judge that answers:
      """
      http: {code: 500}
      """
    When alice creates:
      """
      {apiVersion: v1, kind: Pod, metadata: {name: web}, spec: {containers: [{name: web, image: nginx}]}}
      """
    Then it is accepted with 201
    And the answer is:
      """
      metadata: {annotations: !absent }
      """
    And webhook judge was called with:
      """
      [!any , !any , !any , !any , !any ]
      """

  @ADM-17i
  Scenario: Where the judge need not answer, his refusal holds
    Given a webhook judge that answers:
      """
      {status: {allowed: false}}
      """
    When alice creates:
      """
      {apiVersion: v1, kind: Pod, metadata: {name: web}, spec: {containers: [{name: web, image: nginx}]}}
      """
    Then it is refused with 403 Forbidden

  @ADM-17j
  Scenario: Where nothing is to be remembered, the judge is asked each time
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
    Then it is refused with 403 Forbidden

  @ADM-17k
  Scenario: The audit log learns that there was no judgement
    Given a webhook auditor that answers:
      """
      {}
      """
    And a webhook judge that answers:
      """
      http: {code: 404}
      """
    When bob creates:
      """
      {apiVersion: v1, kind: Pod, metadata: {name: web}, spec: {containers: [{name: web, image: nginx}]}}
      """
    Then it is accepted with 201
    And webhook auditor was called with:
      """
      - {items: [{stage: RequestReceived}]}
      - {items: [{stage: ResponseComplete, annotations: {imagepolicywebhook.image-policy.k8s.io/failed-open: "true"}}]}
      """

  @ADM-17k
  Scenario: The audit log learns what the judge wants to have in it
    Given a webhook auditor that answers:
      """
      {}
      """
    And a webhook judge that answers:
      """
      {status: {allowed: true, auditAnnotations: {seen-by: carol}}}
      """
    When bob creates:
      """
      {apiVersion: v1, kind: Pod, metadata: {name: web}, spec: {containers: [{name: web, image: nginx}]}}
      """
    Then it is accepted with 201
    And webhook auditor was called with:
      """
      - {items: [{stage: RequestReceived}]}
      - {items: [{stage: ResponseComplete, annotations: {imagepolicywebhook.image-policy.k8s.io/seen-by: carol, imagepolicywebhook.image-policy.k8s.io/failed-open: !absent }}]}
      """

  @OPS-7o
  Scenario: In the strict mode each event is sent before the server goes on
    Given a webhook auditor that answers:
      """
      {}
      """
    When bob creates:
      """
      {apiVersion: v1, kind: ConfigMap, metadata: {name: settings}}
      """
    Then it is accepted with 201
    And webhook auditor was called with:
      """
      - {http: {headers: {authorization: Basic YXBpc2VydmVyOnN3b3JkZmlzaA==}}, items: [{stage: RequestReceived, verb: create}]}
      - {items: [{stage: ResponseComplete, verb: create}]}
      """

  @OPS-7o
  Scenario: In the strict mode a request of which the auditor does not learn is refused
    Given a webhook auditor that answers:
      """
      http: {code: 500}
      """
    When bob creates:
      """
      {apiVersion: v1, kind: ConfigMap, metadata: {name: settings}}
      """
    Then it is refused with 500
    And the answer's headers are:
      """
      content-type: text/plain; charset=utf-8
      """
    And nothing else changed

  @OPS-7p
  Scenario: A large event is sent without what was sent
    Given a webhook auditor that answers:
      """
      {}
      """
    When bob creates:
      """
      apiVersion: v1
      kind: ConfigMap
      metadata: {name: settings}
      data: {text: "many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words"}
      """
    Then it is accepted with 201
    And webhook auditor was called with:
      """
      - {items: [{stage: RequestReceived, annotations: !absent }]}
      - {items: [{stage: ResponseComplete, level: Request, objectRef: {name: settings}, requestObject: !absent , annotations: {audit.k8s.io/truncated: "true", authorization.k8s.io/decision: allow}}]}
      """

  @OPS-7p @needs-auditLog
  Scenario: A large event is written down without what was sent
    Given a webhook auditor that answers:
      """
      {}
      """
    When bob creates:
      """
      apiVersion: v1
      kind: ConfigMap
      metadata: {name: settings}
      data: {text: "many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words many words"}
      """
    Then it is accepted with 201
    And the audit log says of it:
      """
      - {stage: RequestReceived, annotations: !absent }
      - {stage: ResponseComplete, level: Request, objectRef: {name: settings}, requestObject: !absent , annotations: {audit.k8s.io/truncated: "true"}}
      """

  @OPS-7p
  Scenario: A small event is sent whole
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
      - {items: [{stage: RequestReceived}]}
      - {items: [{stage: ResponseComplete, requestObject: {data: {color: blue}}, annotations: {audit.k8s.io/truncated: !absent }}]}
      """
