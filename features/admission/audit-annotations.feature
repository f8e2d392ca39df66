@needs-kubeApi @needs-auditLog @exclusive
Feature: What admission tells the audit log

  Background:
    Given the API server runs with:
      """
      audit-policy-file:
        apiVersion: audit.k8s.io/v1
        kind: Policy
        rules: [{level: Metadata, omitStages: [RequestReceived], resources: [{group: "", resources: [pods, secrets]}]}]
      """

  @ADM-16l
  Scenario: The audit log learns that a Pod breaks the audited standard
    Given these objects:
      """
      {apiVersion: v1, kind: Namespace, metadata: {name: dev, labels: {pod-security.kubernetes.io/audit: baseline}}}
      """
    When alice creates:
      """
      {apiVersion: v1, kind: Pod, metadata: {name: web, namespace: dev}, spec: {hostNetwork: true, containers: [{name: web, image: nginx}]}}
      """
    Then it is accepted with 201
    And the audit log says of it:
      """
      - verb: create
        annotations: {pod-security.kubernetes.io/audit-violations: !matches ".*baseline:latest.*host namespaces.*hostNetwork=true.*"}
      """

  @ADM-16l
  Scenario: The audit log learns of no breach where there is none
    Given these objects:
      """
      {apiVersion: v1, kind: Namespace, metadata: {name: dev, labels: {pod-security.kubernetes.io/audit: baseline}}}
      """
    When alice creates:
      """
      {apiVersion: v1, kind: Pod, metadata: {name: web, namespace: dev}, spec: {containers: [{name: web, image: nginx}]}}
      """
    Then it is accepted with 201
    And the audit log says of it:
      """
      - verb: create
        annotations: {pod-security.kubernetes.io/audit-violations: !absent }
      """

  @ADM-21a
  Scenario: What a webhook wants to have in the audit log stands there under its name
    Given a webhook guard that answers:
      """
      response: {allowed: true, auditAnnotations: {reason: seen}}
      """
    And these objects:
      """
      apiVersion: admissionregistration.k8s.io/v1
      kind: ValidatingWebhookConfiguration
      metadata: {name: guards}
      webhooks:
        - name: guard.example.com
          clientConfig: {url: $hook.url/guard, caBundle: $hook.caBundle}
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
    And the audit log says of it:
      """
      - verb: create
        annotations: {guard.example.com/reason: seen}
      """

  @ADM-21a
  Scenario: The audit log learns which webhook changed an object
    Given a webhook painter that answers:
      """
      response: {allowed: true, patch: [{op: add, path: /data, value: {colour: Ymx1ZQ==}}]}
      """
    And these objects:
      """
      apiVersion: admissionregistration.k8s.io/v1
      kind: MutatingWebhookConfiguration
      metadata: {name: painters}
      webhooks:
        - name: painter.example.com
          clientConfig: {url: $hook.url/painter, caBundle: $hook.caBundle}
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
    And the audit log says of it:
      """
      - verb: create
        annotations:
          mutation.webhook.admission.k8s.io/round_0_index_0: !matches '.*"webhook":"painter.example.com","mutated":true.*'
      """
