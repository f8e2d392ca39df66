@needs-kubeApi
Feature: Several authorizers in turn

  Background: three of them, of which the first allows nobody anything
    Given the API server runs with:
      """
      authorization-mode: [AlwaysDeny, ABAC, RBAC]
      authorization-policy-file: |
        # Whom this file speaks of is told by user, by group, or by both.
        {"apiVersion": "abac.authorization.kubernetes.io/v1beta1", "kind": "Policy", "spec": {"user": "alice", "namespace": "*", "resource": "configmaps", "apiGroup": "", "readonly": true}}
        {"apiVersion": "abac.authorization.kubernetes.io/v1beta1", "kind": "Policy", "spec": {"user": "bob", "namespace": "*", "resource": "configmaps", "apiGroup": ""}}

        {"apiVersion": "abac.authorization.kubernetes.io/v1beta1", "kind": "Policy", "spec": {"user": "*", "namespace": "*", "resource": "endpoints", "apiGroup": "", "readonly": true}}
        {"apiVersion": "abac.authorization.kubernetes.io/v1beta1", "kind": "Policy", "spec": {"group": "system:unauthenticated", "namespace": "*", "resource": "podtemplates", "apiGroup": "", "readonly": true}}
        {"apiVersion": "abac.authorization.kubernetes.io/v1beta1", "kind": "Policy", "spec": {"user": "alice", "group": "guests", "namespace": "*", "resource": "persistentvolumeclaims", "apiGroup": "", "readonly": true}}
        {"apiVersion": "abac.authorization.kubernetes.io/v1beta1", "kind": "Policy", "spec": {"user": "alice", "group": "system:authenticated", "namespace": "*", "resource": "limitranges", "apiGroup": "", "readonly": true}}
        {"apiVersion": "abac.authorization.kubernetes.io/v1beta1", "kind": "Policy", "spec": {"user": "alice", "namespace": "kube-system", "resource": "serviceaccounts", "apiGroup": "", "readonly": true}}
        {"apiVersion": "abac.authorization.kubernetes.io/v1beta1", "kind": "Policy", "spec": {"user": "alice", "namespace": "*", "resource": "deployments", "apiGroup": "apps", "readonly": true}}
        {"apiVersion": "abac.authorization.kubernetes.io/v1beta1", "kind": "Policy", "spec": {"user": "bob", "namespace": "*", "resource": "deployments", "apiGroup": "", "readonly": true}}
        {"apiVersion": "abac.authorization.kubernetes.io/v1beta1", "kind": "Policy", "spec": {"user": "alice", "resource": "nodes", "apiGroup": "", "readonly": true}}
        {"apiVersion": "abac.authorization.kubernetes.io/v1beta1", "kind": "Policy", "spec": {"user": "alice", "nonResourcePath": "/readyz/*", "readonly": true}}
        {"apiVersion": "abac.authorization.kubernetes.io/v1beta1", "kind": "Policy", "spec": {"user": "bob", "nonResourcePath": "/readyz/ping"}}
          # The older form, in which what is left out means everything.
        {"user": "alice", "resource": "resourcequotas", "readonly": true}
        {"resource": "replicationcontrollers", "namespace": "kube-system", "readonly": true}
      """

  @AUTH-5d @AUTH-14b
  Scenario: What one of them allows is allowed, whatever those before said
    When alice lists configmaps
    Then it is accepted with 200

  @AUTH-5d
  Scenario: What the last of them allows is allowed
    Given these objects:
      """
      {apiVersion: rbac.authorization.k8s.io/v1, kind: Role, metadata: {name: reader}, rules: [{apiGroups: [""], resources: [secrets], verbs: [list]}]}
      ---
      {apiVersion: rbac.authorization.k8s.io/v1, kind: RoleBinding, metadata: {name: reader}, roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: reader}, subjects: [{apiGroup: rbac.authorization.k8s.io, kind: User, name: alice}]}
      """
    When alice lists secrets
    Then it is accepted with 200

  @AUTH-5d @AUTH-14b
  Scenario: What none of them allows is refused, with what each of them said in turn
    Given these objects:
      """
      {apiVersion: rbac.authorization.k8s.io/v1, kind: RoleBinding, metadata: {name: reader}, roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: later}, subjects: [{apiGroup: rbac.authorization.k8s.io, kind: User, name: alice}]}
      """
    When alice lists secrets
    Then it is refused with 403 Forbidden
    And the answer is:
      """
      message: "secrets is forbidden: User \"alice\" cannot list resource \"secrets\" in API group \"\" in the namespace \"home\": Everything is forbidden.\nNo policy matched.\nRBAC: role.rbac.authorization.k8s.io \"later\" not found"
      """

  @AUTH-14c
  Scenario: Administrators are not asked for any right
    When admin lists secrets
    Then it is accepted with 200

  @AUTH-8a @AUTH-5d
  Scenario: A question about rights is answered by all of them in turn
    When alice sends POST /apis/authorization.k8s.io/v1/selfsubjectaccessreviews:
      """
      {apiVersion: authorization.k8s.io/v1, kind: SelfSubjectAccessReview, spec: {resourceAttributes: {verb: get, resource: nodes}}}
      """
    Then it is accepted with 201
    And the answer is:
      """
      status: !only {allowed: true}
      """

  @AUTH-8f
  Scenario: A question that none of them allows is answered with their reasons
    When alice sends POST /apis/authorization.k8s.io/v1/selfsubjectaccessreviews:
      """
      {apiVersion: authorization.k8s.io/v1, kind: SelfSubjectAccessReview, spec: {resourceAttributes: {verb: delete, resource: nodes}}}
      """
    Then it is accepted with 201
    And the answer is:
      """
      status: !only {allowed: false, reason: "Everything is forbidden.\nNo policy matched."}
      """

  @AUTH-8c
  Scenario: The rules of all of them are told together
    When bob sends POST /apis/authorization.k8s.io/v1/selfsubjectrulesreviews:
      """
      {apiVersion: authorization.k8s.io/v1, kind: SelfSubjectRulesReview, spec: {namespace: kube-system}}
      """
    Then it is accepted with 201
    And the answer is:
      """
      status:
        incomplete: false
        resourceRules: !contains
          - {verbs: ["*"], apiGroups: [""], resources: [configmaps]}
          - {verbs: [get, list, watch], apiGroups: [""], resources: [endpoints]}
          - {verbs: [get, list, watch], apiGroups: ["*"], resources: [replicationcontrollers]}
          - {verbs: [create], apiGroups: [authentication.k8s.io], resources: [selfsubjectreviews]}
      """

  @AUTH-13f
  Scenario: Empty lines and comments are passed over
    When bob lists endpoints
    Then it is accepted with 200

  @AUTH-13a
  Scenario Outline: A policy speaks of <whom>
    When <who> sends GET /api/v1/namespaces/home/<resource>
    Then it is accepted with 200

    Examples:
      | whom                                         | who       | resource       |
      | a user                                       | alice     | configmaps     |
      | a group                                      | anonymous | podtemplates   |
      | everybody who is recognised                  | bob       | endpoints      |
      | a user in a group                            | alice     | limitranges    |

  @AUTH-13a
  Scenario Outline: A policy does not speak of <whom>
    When <who> sends GET /api/v1/namespaces/home/<resource>
    Then it is refused with 403 Forbidden

    Examples:
      | whom                                          | who       | resource               |
      | other users                                   | bob       | limitranges            |
      | users outside of its group                    | alice     | podtemplates           |
      | strangers where it speaks of everybody        | anonymous | endpoints              |
      | its user outside of its group                 | alice     | persistentvolumeclaims |

  @AUTH-13b
  Scenario Outline: A policy gives <what>
    When <who> sends GET <path>
    Then it is accepted with 200

    Examples:
      | what                                    | who   | path                                          |
      | a resource in every namespace           | alice | /api/v1/namespaces/home/configmaps            |
      | a resource across all namespaces        | alice | /api/v1/configmaps                            |
      | a resource in one namespace             | alice | /api/v1/namespaces/kube-system/serviceaccounts |
      | a resource of a group                   | alice | /apis/apps/v1/namespaces/home/deployments     |
      | what lies in no namespace               | alice | /api/v1/nodes                                 |

  @AUTH-13b
  Scenario Outline: A policy does not give <what>
    When <who> sends GET <path>
    Then it is refused with 403 Forbidden

    Examples:
      | what                                        | who   | path                                      |
      | another namespace                           | alice | /api/v1/namespaces/home/serviceaccounts   |
      | all namespaces for one                      | alice | /api/v1/serviceaccounts                   |
      | another resource                            | alice | /api/v1/namespaces/home/secrets           |
      | a resource of that name in another group    | bob   | /apis/apps/v1/namespaces/home/deployments |

  @AUTH-13b
  Scenario: A policy for a resource gives its subresources too
    When alice sends POST /apis/authorization.k8s.io/v1/selfsubjectaccessreviews:
      """
      {apiVersion: authorization.k8s.io/v1, kind: SelfSubjectAccessReview, spec: {resourceAttributes: {verb: get, resource: nodes, subresource: proxy, name: n1}}}
      """
    Then it is accepted with 201
    And the answer is:
      """
      status: {allowed: true}
      """

  @AUTH-13c
  Scenario: A policy to read gives nothing to write
    When alice creates:
      """
      {apiVersion: v1, kind: ConfigMap, metadata: {name: settings}}
      """
    Then it is refused with 403 Forbidden
    And configmap/settings does not exist

  @AUTH-13c
  Scenario: A policy that says nothing of reading gives everything
    When bob creates:
      """
      {apiVersion: v1, kind: ConfigMap, metadata: {name: settings}}
      """
    Then it is accepted with 201

  @AUTH-13c
  Scenario: A policy to read gives watches
    When alice watches configmaps in kube-public as W
    Then W sees nothing

  @AUTH-13d
  Scenario Outline: A policy for the path <path> gives what it says
    When <who> sends GET /readyz/ping
    Then it is accepted with 200

    Examples:
      | path         | who   |
      | /readyz/*    | alice |
      | /readyz/ping | bob   |

  @AUTH-13d
  Scenario: A policy for one path gives no other
    When bob sends GET /readyz/etcd
    Then it is refused with 403 Forbidden

  @AUTH-13e
  Scenario Outline: A policy of the older form gives <what>
    When <who> sends GET <path>
    Then it is accepted with 200

    Examples:
      | what                                                      | who   | path                                                      |
      | every namespace where it names none                       | alice | /api/v1/namespaces/home/resourcequotas                    |
      | across all namespaces where it names none                 | alice | /api/v1/resourcequotas                                    |
      | everybody who is recognised where it names nobody         | bob   | /api/v1/namespaces/kube-system/replicationcontrollers     |

  @AUTH-13e
  Scenario Outline: A policy of the older form does not give <what>
    When <who> sends <method> <path>
    Then it is refused with 403 Forbidden

    Examples:
      | what                                  | who       | method | path                                                  |
      | strangers anything                    | anonymous | GET    | /api/v1/namespaces/kube-system/replicationcontrollers |
      | another namespace than it names       | bob       | GET    | /api/v1/namespaces/home/replicationcontrollers        |
      | what writes where it is to read       | alice     | DELETE | /api/v1/namespaces/home/resourcequotas                |
