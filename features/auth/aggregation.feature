@needs-kubeApi @exclusive
Feature: Roles that gather others

  Background: a role that gathers what is labelled so
    Given the API server runs with:
      """
      authorization-mode: RBAC
      """
    And these objects:
      """
      {apiVersion: rbac.authorization.k8s.io/v1, kind: ClusterRole, metadata: {name: part, labels: {gather: parts}}, rules: [{apiGroups: [""], resources: [configmaps], verbs: [get]}]}
      ---
      {apiVersion: rbac.authorization.k8s.io/v1, kind: ClusterRole, metadata: {name: gatherer}, rules: [], aggregationRule: {clusterRoleSelectors: [{matchLabels: {gather: parts}}]}}
      """

  @AUTH-6m
  Scenario: A role gathers the rules of those that are there
    When admin creates:
      """
      {apiVersion: rbac.authorization.k8s.io/v1, kind: ClusterRole, metadata: {name: another}, rules: [], aggregationRule: {clusterRoleSelectors: [{matchExpressions: [{key: gather, operator: In, values: [parts, pieces]}]}]}}
      """
    Then clusterrole/another is within 10s:
      """
      rules: [!only {apiGroups: [""], resources: [configmaps], verbs: [get]}]
      """

  @AUTH-6m
  Scenario: A role gathers the rules of those that come later, by their names and each once
    Given clusterrole/gatherer is within 10s:
      """
      rules: [{resources: [configmaps]}]
      """
    When admin creates:
      """
      {apiVersion: rbac.authorization.k8s.io/v1, kind: ClusterRole, metadata: {name: earlier, labels: {gather: parts}}, rules: [{apiGroups: [""], resources: [secrets], verbs: [get]}, {apiGroups: [""], resources: [configmaps], verbs: [get]}]}
      """
    Then clusterrole/gatherer is within 10s:
      """
      rules: [{resources: [secrets]}, {resources: [configmaps]}]
      """

  @AUTH-6m
  Scenario: What a role gathers is given to those who are bound to it
    Given these objects:
      """
      {apiVersion: rbac.authorization.k8s.io/v1, kind: RoleBinding, metadata: {name: gatherer}, roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: gatherer}, subjects: [{apiGroup: rbac.authorization.k8s.io, kind: User, name: alice}]}
      ---
      {apiVersion: v1, kind: ConfigMap, metadata: {name: settings}}
      """
    And clusterrole/gatherer is within 10s:
      """
      rules: [{resources: [configmaps]}]
      """
    When alice gets configmap/settings
    Then it is accepted with 200

  @AUTH-6m
  Scenario: A role loses the rules of those that lose their label
    Given these objects:
      """
      {apiVersion: rbac.authorization.k8s.io/v1, kind: ClusterRole, metadata: {name: staying, labels: {gather: parts}}, rules: [{apiGroups: [""], resources: [secrets], verbs: [get]}]}
      """
    And clusterrole/gatherer is within 10s:
      """
      rules: [{resources: [configmaps]}, {resources: [secrets]}]
      """
    When admin patches clusterrole/part by merge:
      """
      {metadata: {labels: {gather: null}}}
      """
    Then clusterrole/gatherer is within 10s:
      """
      rules: [{resources: [secrets]}]
      """

  @AUTH-6m
  Scenario: A role loses the rules of those that are deleted
    Given these objects:
      """
      {apiVersion: rbac.authorization.k8s.io/v1, kind: ClusterRole, metadata: {name: staying, labels: {gather: parts}}, rules: [{apiGroups: [""], resources: [secrets], verbs: [get]}]}
      """
    And clusterrole/gatherer is within 10s:
      """
      rules: [{resources: [configmaps]}, {resources: [secrets]}]
      """
    When admin deletes clusterrole/part
    Then clusterrole/gatherer is within 10s:
      """
      rules: [{resources: [secrets]}]
      """

  @AUTH-6m
  Scenario: A role gathers what others have gathered
    When admin creates:
      """
      {apiVersion: rbac.authorization.k8s.io/v1, kind: ClusterRole, metadata: {name: upper}, rules: [], aggregationRule: {clusterRoleSelectors: [{matchLabels: {gather: wholes}}]}}
      ---
      {apiVersion: rbac.authorization.k8s.io/v1, kind: ClusterRole, metadata: {name: middle, labels: {gather: wholes}}, rules: [], aggregationRule: {clusterRoleSelectors: [{matchLabels: {gather: parts}}]}}
      """
    Then clusterrole/upper is within 10s:
      """
      rules: [{resources: [configmaps]}]
      """

  @AUTH-6o
  Scenario: What is written into a role that gathers is lost
    Given clusterrole/gatherer is within 10s:
      """
      rules: [{resources: [configmaps]}]
      """
    When admin patches clusterrole/gatherer by merge:
      """
      {rules: [{apiGroups: ["*"], resources: ["*"], verbs: ["*"]}]}
      """
    Then clusterrole/gatherer is within 10s:
      """
      rules: [{apiGroups: [""], resources: [configmaps], verbs: [get]}]
      """

  @AUTH-6m
  Scenario: The role of administrators of a namespace gathers what is labelled for it
    When admin creates:
      """
      {apiVersion: rbac.authorization.k8s.io/v1, kind: ClusterRole, metadata: {name: extra, labels: {rbac.authorization.k8s.io/aggregate-to-view: "true"}}, rules: [{apiGroups: [example.com], resources: [gadgets], verbs: [get]}]}
      """
    Then clusterrole/admin is within 10s:
      """
      rules: !contains [{apiGroups: [example.com], resources: [gadgets], verbs: [get]}]
      """

  @AUTH-6p
  Scenario Outline: Whoever may change roles gains nothing by <what>
    Given these objects:
      """
      {apiVersion: rbac.authorization.k8s.io/v1, kind: ClusterRole, metadata: {name: changer}, rules: [{apiGroups: [rbac.authorization.k8s.io], resources: [clusterroles], verbs: [create, patch]}, {apiGroups: [""], resources: [configmaps], verbs: [get]}]}
      ---
      {apiVersion: rbac.authorization.k8s.io/v1, kind: ClusterRole, metadata: {name: strong}, rules: [{apiGroups: [""], resources: [secrets], verbs: [get]}]}
      ---
      {apiVersion: rbac.authorization.k8s.io/v1, kind: ClusterRoleBinding, metadata: {name: changer}, roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: changer}, subjects: [{apiGroup: rbac.authorization.k8s.io, kind: User, name: alice}]}
      """
    When alice patches clusterrole/<role> by merge:
      """
      <patch>
      """
    Then it is refused with 403 Forbidden
    And nothing else changed

    Examples:
      | what                                  | role     | patch                                                                                                  |
      | labelling a stronger role             | strong   | {metadata: {labels: {gather: parts}}}                                                                  |
      | strengthening a part                  | part     | {rules: [{apiGroups: [""], resources: [secrets], verbs: [get]}]}                                       |
      | letting a role of his own gather      | changer  | {aggregationRule: {clusterRoleSelectors: [{matchLabels: {kubernetes.io/bootstrapping: rbac-defaults}}]}} |
      | gathering more                        | gatherer | {aggregationRule: {clusterRoleSelectors: [{}]}}                                                        |
      | stopping to gather                    | gatherer | {aggregationRule: null}                                                                                |
