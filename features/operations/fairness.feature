@needs-kubeApi
Feature: Who waits, and for how long

  A lane is a priority level with one seat. The slow requests ask for a revision that the server has not seen, for which it waits three seconds.

  Background:
    Given the API server runs with:
      """
      authorization-mode: RBAC,AlwaysAllow
      max-requests-inflight: 30
      max-mutating-requests-inflight: 20
      """

  @OPS-8d
  Scenario: A request for which there is no seat waits until there is one
    Given these objects:
      """
      {apiVersion: flowcontrol.apiserver.k8s.io/v1, kind: PriorityLevelConfiguration, metadata: {name: lane}, spec: {type: Limited, limited: {nominalConcurrencyShares: 1, borrowingLimitPercent: 0, limitResponse: {type: Queue, queuing: {queues: 1, handSize: 1, queueLengthLimit: 10}}}}}
      ---
      {apiVersion: flowcontrol.apiserver.k8s.io/v1, kind: FlowSchema, metadata: {name: lane}, spec: {matchingPrecedence: 700, priorityLevelConfiguration: {name: lane}, rules: [{subjects: [{kind: User, user: {name: alice}}], resourceRules: [{verbs: ["*"], apiGroups: [""], resources: [configmaps], namespaces: ["*"]}]}]}}
      """
    And flowschema/lane is within 10s:
      """
      status: {conditions: [{type: Dangling, status: "False"}]}
      """
    When alice sends at once:
      """
      GET /api/v1/namespaces/default/configmaps?resourceVersion=99999999&resourceVersionMatch=NotOlderThan

      GET /api/v1/namespaces/default/configmaps?resourceVersion=99999999&resourceVersionMatch=NotOlderThan
      """
    Then the answer is:
      """
      [{status: 504}, {status: 504}]
      """

  @OPS-8f
  Scenario: What finds its queue full is refused, and told when to come back
    Given these objects:
      """
      {apiVersion: flowcontrol.apiserver.k8s.io/v1, kind: PriorityLevelConfiguration, metadata: {name: lane}, spec: {type: Limited, limited: {nominalConcurrencyShares: 1, borrowingLimitPercent: 0, limitResponse: {type: Queue, queuing: {queues: 1, handSize: 1, queueLengthLimit: 1}}}}}
      ---
      {apiVersion: flowcontrol.apiserver.k8s.io/v1, kind: FlowSchema, metadata: {name: lane}, spec: {matchingPrecedence: 700, priorityLevelConfiguration: {name: lane}, rules: [{subjects: [{kind: User, user: {name: alice}}], resourceRules: [{verbs: ["*"], apiGroups: [""], resources: [configmaps], namespaces: ["*"]}]}]}}
      """
    And flowschema/lane is within 10s:
      """
      status: {conditions: [{type: Dangling, status: "False"}]}
      """
    When alice sends at once:
      """
      GET /api/v1/namespaces/default/configmaps?resourceVersion=99999999&resourceVersionMatch=NotOlderThan

      GET /api/v1/namespaces/default/configmaps?resourceVersion=99999999&resourceVersionMatch=NotOlderThan

      GET /api/v1/namespaces/default/configmaps?resourceVersion=99999999&resourceVersionMatch=NotOlderThan
      """
    Then the answer is:
      """
      !unordered
      - {status: 504}
      - {status: 504}
      - status: 429
        headers: {retry-after: !matches "[0-9]+", content-type: text/plain; charset=utf-8}
        body: "Too many requests, please try again later.\n"
      """

  @OPS-8g
  Scenario: In a level without queues what finds no seat is refused at once
    Given these objects:
      """
      {apiVersion: flowcontrol.apiserver.k8s.io/v1, kind: PriorityLevelConfiguration, metadata: {name: lane}, spec: {type: Limited, limited: {nominalConcurrencyShares: 1, borrowingLimitPercent: 0, limitResponse: {type: Reject}}}}
      ---
      {apiVersion: flowcontrol.apiserver.k8s.io/v1, kind: FlowSchema, metadata: {name: lane}, spec: {matchingPrecedence: 700, priorityLevelConfiguration: {name: lane}, rules: [{subjects: [{kind: User, user: {name: alice}}], resourceRules: [{verbs: ["*"], apiGroups: [""], resources: [configmaps], namespaces: ["*"]}]}]}}
      """
    And flowschema/lane is within 10s:
      """
      status: {conditions: [{type: Dangling, status: "False"}]}
      """
    When alice sends at once:
      """
      GET /api/v1/namespaces/default/configmaps?resourceVersion=99999999&resourceVersionMatch=NotOlderThan

      GET /api/v1/namespaces/default/configmaps?resourceVersion=99999999&resourceVersionMatch=NotOlderThan
      """
    Then the answer is:
      """
      !unordered
      - {status: 504}
      - {status: 429, headers: {retry-after: !matches "[0-9]+"}}
      """

  @OPS-8h
  Scenario: Nobody waits for longer than a quarter of the time that he has
    Given these objects:
      """
      {apiVersion: flowcontrol.apiserver.k8s.io/v1, kind: PriorityLevelConfiguration, metadata: {name: lane}, spec: {type: Limited, limited: {nominalConcurrencyShares: 1, borrowingLimitPercent: 0, limitResponse: {type: Queue, queuing: {queues: 1, handSize: 1, queueLengthLimit: 10}}}}}
      ---
      {apiVersion: flowcontrol.apiserver.k8s.io/v1, kind: FlowSchema, metadata: {name: lane}, spec: {matchingPrecedence: 700, priorityLevelConfiguration: {name: lane}, rules: [{subjects: [{kind: User, user: {name: alice}}], resourceRules: [{verbs: ["*"], apiGroups: [""], resources: [configmaps], namespaces: ["*"]}]}]}}
      """
    And flowschema/lane is within 10s:
      """
      status: {conditions: [{type: Dangling, status: "False"}]}
      """
    When alice sends at once:
      """
      GET /api/v1/namespaces/default/configmaps?resourceVersion=99999999&resourceVersionMatch=NotOlderThan&timeout=8s

      GET /api/v1/namespaces/default/configmaps?resourceVersion=99999999&resourceVersionMatch=NotOlderThan&timeout=8s
      """
    Then the answer is:
      """
      !unordered
      - {status: 504}
      - {status: 429, headers: {retry-after: !matches "[0-9]+"}}
      """

  @OPS-8i
  Scenario: Whoever asks for little is served although another asks for much
    Given these objects:
      """
      {apiVersion: flowcontrol.apiserver.k8s.io/v1, kind: PriorityLevelConfiguration, metadata: {name: lane}, spec: {type: Limited, limited: {nominalConcurrencyShares: 1, borrowingLimitPercent: 0, limitResponse: {type: Queue, queuing: {queues: 2000, handSize: 1, queueLengthLimit: 10}}}}}
      ---
      {apiVersion: flowcontrol.apiserver.k8s.io/v1, kind: FlowSchema, metadata: {name: lane}, spec: {matchingPrecedence: 700, distinguisherMethod: {type: ByUser}, priorityLevelConfiguration: {name: lane}, rules: [{subjects: [{kind: User, user: {name: alice}}, {kind: User, user: {name: bob}}], resourceRules: [{verbs: ["*"], apiGroups: [""], resources: [configmaps], namespaces: ["*"]}]}]}}
      """
    And flowschema/lane is within 10s:
      """
      status: {conditions: [{type: Dangling, status: "False"}]}
      """
    When admin sends at once:
      """
      GET /api/v1/namespaces/default/configmaps?resourceVersion=99999999&resourceVersionMatch=NotOlderThan
      Impersonate-User: alice

      GET /api/v1/namespaces/default/configmaps?resourceVersion=99999999&resourceVersionMatch=NotOlderThan
      Impersonate-User: alice

      GET /api/v1/namespaces/default/configmaps/none?timeout=18s
      Impersonate-User: bob
      """
    Then the answer is:
      """
      [{status: 504}, {status: 504}, {status: 404}]
      """

  @OPS-8j
  Scenario: Members of system:masters are served whatever levels say
    Given these objects:
      """
      {apiVersion: flowcontrol.apiserver.k8s.io/v1, kind: PriorityLevelConfiguration, metadata: {name: lane}, spec: {type: Limited, limited: {nominalConcurrencyShares: 1, borrowingLimitPercent: 0, limitResponse: {type: Reject}}}}
      ---
      {apiVersion: flowcontrol.apiserver.k8s.io/v1, kind: FlowSchema, metadata: {name: lane}, spec: {matchingPrecedence: 2, priorityLevelConfiguration: {name: lane}, rules: [{subjects: [{kind: User, user: {name: admin}}], resourceRules: [{verbs: ["*"], apiGroups: [""], resources: [configmaps], namespaces: ["*"]}]}]}}
      """
    And flowschema/lane is within 10s:
      """
      status: {conditions: [{type: Dangling, status: "False"}]}
      """
    When admin sends at once:
      """
      GET /api/v1/namespaces/default/configmaps?resourceVersion=99999999&resourceVersionMatch=NotOlderThan

      GET /api/v1/namespaces/default/configmaps?resourceVersion=99999999&resourceVersionMatch=NotOlderThan

      GET /api/v1/namespaces/default/configmaps?resourceVersion=99999999&resourceVersionMatch=NotOlderThan
      """
    Then the answer is:
      """
      [{status: 504}, {status: 504}, {status: 504}]
      """

  @OPS-8k
  Scenario: A watch takes a seat only until it has begun
    Given these objects:
      """
      {apiVersion: flowcontrol.apiserver.k8s.io/v1, kind: PriorityLevelConfiguration, metadata: {name: lane}, spec: {type: Limited, limited: {nominalConcurrencyShares: 1, borrowingLimitPercent: 0, limitResponse: {type: Queue, queuing: {queues: 1, handSize: 1, queueLengthLimit: 10}}}}}
      ---
      {apiVersion: flowcontrol.apiserver.k8s.io/v1, kind: FlowSchema, metadata: {name: lane}, spec: {matchingPrecedence: 700, priorityLevelConfiguration: {name: lane}, rules: [{subjects: [{kind: User, user: {name: alice}}], resourceRules: [{verbs: ["*"], apiGroups: [""], resources: [configmaps], namespaces: ["*"]}]}]}}
      """
    And flowschema/lane is within 10s:
      """
      status: {conditions: [{type: Dangling, status: "False"}]}
      """
    When alice sends at once:
      """
      GET /api/v1/namespaces/default/configmaps?watch=1&timeoutSeconds=3

      GET /api/v1/namespaces/default/configmaps?watch=1&timeoutSeconds=3

      GET /api/v1/namespaces/default/configmaps/none?timeout=4s
      """
    Then the answer is:
      """
      [{status: 200}, {status: 200}, {status: 404}]
      """

  @OPS-8l
  Scenario Outline: A level <how> has <seats>
    Given these objects:
      """
      {apiVersion: flowcontrol.apiserver.k8s.io/v1, kind: PriorityLevelConfiguration, metadata: {name: lane}, spec: {type: Limited, limited: {nominalConcurrencyShares: 1, <borrowing>limitResponse: {type: Reject}}}}
      ---
      {apiVersion: flowcontrol.apiserver.k8s.io/v1, kind: FlowSchema, metadata: {name: lane}, spec: {matchingPrecedence: 700, priorityLevelConfiguration: {name: lane}, rules: [{subjects: [{kind: User, user: {name: alice}}], resourceRules: [{verbs: ["*"], apiGroups: [""], resources: [configmaps], namespaces: ["*"]}]}]}}
      """
    And flowschema/lane is within 10s:
      """
      status: {conditions: [{type: Dangling, status: "False"}]}
      """
    When alice sends at once:
      """
      GET /api/v1/namespaces/default/configmaps?resourceVersion=99999999&resourceVersionMatch=NotOlderThan

      GET /api/v1/namespaces/default/configmaps?resourceVersion=99999999&resourceVersionMatch=NotOlderThan
      """
    Then the answer is:
      """
      !unordered
      - {status: 504}
      - {status: <second>}
      """

    Examples:
      | how                            | seats                        | borrowing                 | second |
      | that may borrow what others do not use | more seats than its shares come to |                           | 504    |
      | that may borrow nothing        | what its shares come to      | borrowingLimitPercent: 0, | 429    |

  @OPS-8m
  Scenario: The two limits added up are shared out by the shares of the levels
    When admin sends GET /metrics
    Then the answer is:
      """
      !matches "[\\s\\S]*\\napiserver_flowcontrol_nominal_limit_seats\\{priority_level=\"workload-low\"\\} 21\\n[\\s\\S]*"
      """

  @OPS-8n
  Scenario Outline: There are figures of flows: <what>
    Given alice gets namespace/default
    When admin sends GET /metrics
    Then the answer is:
      """
      !matches "[\\s\\S]*\\napiserver_flowcontrol_<name>\\{<labels>\\} [0-9.e+-]+\\n[\\s\\S]*"
      """

    Examples:
      | what                       | name                                        | labels                                                                           |
      | requests that were served  | dispatched_requests_total                   | flow_schema=\\"global-default\\",priority_level=\\"global-default\\"                |
      | requests being served      | current_executing_requests                  | flow_schema=\\"exempt\\",priority_level=\\"exempt\\"                                |
      | seats in use               | current_executing_seats                     | flow_schema=\\"exempt\\",priority_level=\\"exempt\\"                                |
      | requests that wait         | current_inqueue_requests                    | flow_schema=\\"global-default\\",priority_level=\\"global-default\\"                |
      | how long requests waited   | request_wait_duration_seconds_count         | execute=\\"true\\",flow_schema=\\"global-default\\",priority_level=\\"global-default\\" |
      | seats of a level           | current_limit_seats                         | priority_level=\\"global-default\\"                                             |
