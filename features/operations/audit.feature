@needs-kubeApi @needs-auditLog
Feature: Who did what, and when

  Background:
    Given the API server runs with:
      """
      authorization-mode: RBAC
      audit-policy-file:
        apiVersion: audit.k8s.io/v1
        kind: Policy
        omitManagedFields: true
        rules:
          - {level: None, resources: [{group: "", resources: [endpoints]}]}
          - {level: Metadata, resources: [{group: "", resources: [secrets, endpoints]}]}
          - {level: Request, resources: [{group: "", resources: [configmaps]}]}
          - {level: RequestResponse, omitStages: [RequestReceived], resources: [{group: "", resources: [serviceaccounts]}]}
          - {level: Metadata, nonResourceURLs: ["/version*"]}
      """

  @OPS-7a
  Scenario: A request has the name that its client gives it
    When admin sends:
      """
      GET /version
      Audit-ID: a-name-of-mine
      """
    Then it is accepted with 200
    And the answer's headers are:
      """
      audit-id: a-name-of-mine
      """

  @OPS-7a
  Scenario: A request without a name is given one
    When admin lists configmaps
    Then the answer's headers are:
      """
      audit-id: !matches "[0-9a-f]{8}-[0-9a-f-]{27}"
      """

  @OPS-7b
  Scenario: A request is written down when it comes and when it is answered
    When admin creates:
      """
      {apiVersion: v1, kind: ConfigMap, metadata: {name: settings}}
      """
    Then the audit log says of it:
      """
      - kind: Event
        apiVersion: audit.k8s.io/v1
        stage: RequestReceived
        verb: create
        requestURI: /api/v1/namespaces/home/configmaps
        user: {username: admin}
        objectRef: {resource: configmaps, namespace: home, apiVersion: v1}
        responseStatus: !absent
      - stage: ResponseComplete
        verb: create
        user: {username: admin}
        objectRef: {resource: configmaps, namespace: home, name: settings, apiVersion: v1}
        responseStatus: {code: 201}
        annotations: {authorization.k8s.io/decision: allow}
      """

  @OPS-7b
  Scenario: Times are told to the microsecond
    When admin sends GET /version
    Then the audit log says of it:
      """
      - {requestReceivedTimestamp: !matches "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{6}Z"}
      - {stageTimestamp: !matches "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{6}Z", objectRef: !absent}
      """

  @OPS-7c
  Scenario: The first rule that fits decides
    When admin lists endpoints
    Then it is accepted with 200
    And the audit log says nothing of it

  @OPS-7c
  Scenario: What fits no rule is not written down
    When admin sends GET /apis
    Then it is accepted with 200
    And the audit log says nothing of it

  @OPS-7d
  Scenario: At the level of metadata nothing is said of contents
    When admin creates:
      """
      {apiVersion: v1, kind: Secret, metadata: {name: hidden}, stringData: {password: swordfish}}
      """
    Then the audit log says of it:
      """
      - {level: Metadata, stage: RequestReceived}
      - level: Metadata
        objectRef: {name: hidden}
        responseStatus: {code: 201}
        requestObject: !absent
        responseObject: !absent
      """

  @OPS-7e
  Scenario: At the level of requests it is said what was sent
    Given these objects:
      """
      {apiVersion: v1, kind: ConfigMap, metadata: {name: settings}}
      """
    When admin patches configmap/settings by merge:
      """
      {data: {color: blue}}
      """
    Then the audit log says of it:
      """
      - {verb: patch, requestObject: !absent}
      - {verb: patch, requestObject: {data: {color: blue}}, responseObject: !absent}
      """

  @OPS-7e
  Scenario: What could not be stored is said too
    When admin creates:
      """
      {apiVersion: v1, kind: ConfigMap, metadata: {name: NOT-A-NAME}}
      """
    Then it is refused with 422 Invalid
    And the audit log says of it:
      """
      - {stage: RequestReceived}
      - requestObject: {kind: ConfigMap, metadata: {name: NOT-A-NAME}}
        responseStatus: {status: Failure, reason: Invalid, code: 422}
      """

  @OPS-7f @OPS-7g
  Scenario: At the highest level it is said what was answered, and stages are left out as the rule says
    When admin creates:
      """
      {apiVersion: v1, kind: ServiceAccount, metadata: {name: robot}}
      """
    Then the audit log says of it:
      """
      - stage: ResponseComplete
        requestObject: {kind: ServiceAccount, metadata: {name: robot}}
        responseObject: {kind: ServiceAccount, metadata: {name: robot, uid: !any, managedFields: !absent}}
      """

  @OPS-7h
  Scenario: A request without the right is written down with the decision
    When alice gets configmap/settings
    Then it is refused with 403 Forbidden
    And the audit log says of it:
      """
      - {stage: RequestReceived, user: {username: alice}}
      - stage: ResponseComplete
        user: {username: alice}
        responseStatus: {status: Failure, reason: Forbidden, code: 403}
        annotations: {authorization.k8s.io/decision: forbid}
      """

  @OPS-7i
  Scenario: A request with wrong credentials is written down as nobody's
    When anonymous sends:
      """
      GET /api/v1/namespaces/home/configmaps
      Authorization: Bearer swordfish
      """
    Then it is refused with 401 Unauthorized
    And the audit log says of it:
      """
      - {stage: ResponseStarted, user: !only {}, responseStatus: {code: 401}, annotations: !absent}
      """

  @OPS-7j
  Scenario: Whoever asks as somebody else is written down with him
    When admin sends:
      """
      GET /api/v1/namespaces/home/configmaps/settings
      Impersonate-User: bob
      """
    Then the audit log says of it:
      """
      - {user: {username: admin}, impersonatedUser: !absent}
      - {user: {username: admin}, impersonatedUser: {username: bob}, responseStatus: {code: 403}}
      """

  @OPS-7k
  Scenario: A watch is written down when it begins and when it ends
    When admin watches /api/v1/namespaces/home/configmaps?timeoutSeconds=1 as short
    Then the audit log says of it:
      """
      - {stage: RequestReceived, verb: watch}
      - {stage: ResponseStarted, verb: watch, responseStatus: {code: 200}}
      - {stage: ResponseComplete, verb: watch, responseObject: !absent}
      """
