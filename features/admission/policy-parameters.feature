@needs-kubeApi @exclusive @authorized
Feature: Who lets a policy read parameters may read them

  Background: alice may write policies and bindings
    Given these objects:
      """
      { apiVersion: rbac.authorization.k8s.io/v1, kind: ClusterRole, metadata: { name: author }, rules: [{ apiGroups: [admissionregistration.k8s.io], resources: ["*"], verbs: ["*"] }] }
      ---
      { apiVersion: rbac.authorization.k8s.io/v1, kind: ClusterRoleBinding, metadata: { name: author }, roleRef: { apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: author }, subjects: [{ apiGroup: rbac.authorization.k8s.io, kind: User, name: alice }] }
      """

  @ADM-20t
  Scenario Outline: A policy may have parameters of a kind that its writer may read everywhere
    Given these objects:
      """
      { apiVersion: rbac.authorization.k8s.io/v1, kind: ClusterRole, metadata: { name: reader }, rules: [{ apiGroups: [""], resources: [<resource>], verbs: [<verb>] }] }
      ---
      { apiVersion: rbac.authorization.k8s.io/v1, kind: ClusterRoleBinding, metadata: { name: reader }, roleRef: { apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: reader }, subjects: [{ apiGroup: rbac.authorization.k8s.io, kind: User, name: alice }] }
      """
    When alice creates:
      """
      apiVersion: admissionregistration.k8s.io/v1
      kind: ValidatingAdmissionPolicy
      metadata: { name: strict }
      spec:
        paramKind: { apiVersion: v1, kind: ConfigMap }
        matchConstraints:
          resourceRules: [{ apiGroups: [''], apiVersions: [v1], operations: [CREATE], resources: [secrets] }]
        validations: [{ expression: "object.metadata.name != params.data.name" }]
      """
    Then the answer is:
      """
      kind: <kind>
      details: <details>
      """

    Examples:
      | resource   | verb   | kind                      | details                                                                      |
      | configmaps | get    | ValidatingAdmissionPolicy | !absent                                                                      |
      | configmaps | update | Status                    | { causes: [{ field: spec.paramKind, reason: FieldValueForbidden }] }         |
      | secrets    | get    | Status                    | { causes: [{ field: spec.paramKind, reason: FieldValueForbidden }] }         |

  @ADM-20t
  Scenario Outline: A binding may refer to parameters that its writer may read
    Given these objects:
      """
      apiVersion: admissionregistration.k8s.io/v1
      kind: ValidatingAdmissionPolicy
      metadata: { name: strict }
      spec:
        paramKind: { apiVersion: v1, kind: ConfigMap }
        matchConstraints:
          resourceRules: [{ apiGroups: [''], apiVersions: [v1], operations: [CREATE], resources: [secrets] }]
        validations: [{ expression: "object.metadata.name != params.data.name" }]
      ---
      { apiVersion: rbac.authorization.k8s.io/v1, kind: Role, metadata: { name: reader }, rules: [{ apiGroups: [""], resources: [configmaps], resourceNames: [limits], verbs: [get] }] }
      ---
      { apiVersion: rbac.authorization.k8s.io/v1, kind: RoleBinding, metadata: { name: reader }, roleRef: { apiGroup: rbac.authorization.k8s.io, kind: Role, name: reader }, subjects: [{ apiGroup: rbac.authorization.k8s.io, kind: User, name: alice }] }
      """
    When alice creates:
      """
      apiVersion: admissionregistration.k8s.io/v1
      kind: ValidatingAdmissionPolicyBinding
      metadata: { name: strictly }
      spec:
        policyName: strict
        validationActions: [Deny]
        matchResources: { namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: home } } }
        paramRef: <ref>
      """
    Then the answer is:
      """
      kind: <kind>
      details: <details>
      """

    Examples:
      | ref                                                              | kind                             | details                                                             |
      | { name: limits, namespace: home, parameterNotFoundAction: Allow } | ValidatingAdmissionPolicyBinding | !absent                                                             |
      | { name: others, namespace: home, parameterNotFoundAction: Allow } | Status                           | { causes: [{ field: spec.paramRef, reason: FieldValueForbidden }] } |
      | { name: limits, parameterNotFoundAction: Allow }                  | Status                           | { causes: [{ field: spec.paramRef, reason: FieldValueForbidden }] } |
      | { selector: {}, namespace: home, parameterNotFoundAction: Allow } | Status                           | { causes: [{ field: spec.paramRef, reason: FieldValueForbidden }] } |
