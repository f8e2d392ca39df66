@needs-kubeApi @needs-serverProcess
Feature: Files of authorizers that a server cannot use

  @AUTH-12h
  Scenario Outline: A server does not start with a file of authorizers that makes no sense: <says>
    When the API server is started with:
      """
      authorization-mode: ''
      authorization-config: {apiVersion: apiserver.config.k8s.io/v1, kind: AuthorizationConfiguration, <file>}
      """
    Then it does not start, and says "<says>"

    Examples:
      | file | says |
      | authorizers: [] | authorizers: Required value: at least one authorization mode must be defined |
      | authorizers: [{name: a}] | authorizers[0].type: Required value |
      | authorizers: [{type: Oracle, name: oracle}] | authorizers[0].type: Unsupported value: |
      | authorizers: [{type: RBAC, name: rbac}, {type: RBAC, name: rbac}] | authorizers[1].type: Duplicate value: |
      | authorizers: [{type: RBAC, name: roles}] | expected name rbac for authorizer RBAC instead of roles |
      | authorizers: [{type: RBAC}] | authorizers[0].name: Required value |
      | authorizers: [{type: Webhook, name: A_B}] | authorizer name is invalid |
      | authorizers: [{type: Webhook, name: a}] | authorizers[0].webhook: Required value: required when type=Webhook |
      | authorizers: [{type: RBAC, name: rbac, webhook: {}}] | may only be specified when type=Webhook |
      | authorizers: [{type: Webhook, name: a, webhook: {}}] | authorizers[0].timeout: Required value |
      | authorizers: [{type: Webhook, name: a, webhook: {timeout: 1m}}] | must be > 0s and <= 30s |
      | authorizers: [{type: Webhook, name: a, webhook: {timeout: 1s, authorizedTTL: -1s}}] | authorizers[0].authorizedTTL: Invalid value |
      | authorizers: [{type: Webhook, name: a, webhook: {timeout: 1s}}] | authorizers[0].subjectAccessReviewVersion: Required value |
      | authorizers: [{type: Webhook, name: a, webhook: {timeout: 1s, subjectAccessReviewVersion: v2}}] | authorizers[0].subjectAccessReviewVersion: Unsupported value: |
      | authorizers: [{type: Webhook, name: a, webhook: {timeout: 1s}}] | authorizers[0].failurePolicy: Required value |
      | authorizers: [{type: Webhook, name: a, webhook: {failurePolicy: Allow}}] | authorizers[0].failurePolicy: Unsupported value: |
      | authorizers: [{type: Webhook, name: a, webhook: {timeout: 1s}}] | authorizers[0].connectionInfo.type: Required value |
      | authorizers: [{type: Webhook, name: a, webhook: {connectionInfo: {type: KubeConfigFile}}}] | authorizers[0].connectionInfo.kubeConfigFile: Required value |
      | authorizers: [{type: Webhook, name: a, webhook: {matchConditions: [{expression: "true"}]}}] | required if match conditions are specified |
      | authorizers: [{type: Webhook, name: a, webhook: {matchConditions: [{expression: ""}]}}] | authorizers[0].matchConditions[0].expression: Required value |
      | authorizers: [{type: Webhook, name: a, webhook: {matchConditions: [{expression: "true"}, {expression: "true"}]}}] | authorizers[0].matchConditions[1].expression: Duplicate value: |
      | authorizers: [{type: Webhook, name: a, webhook: {matchConditions: [{expression: "request.user"}]}}] | must evaluate to bool |
      | authorizers: [{type: Webhook, name: a, webhook: {matchConditions: [{expression: "object.a == 1"}]}}] | undeclared reference to 'object' |
      | authorizers: [{type: Webhook, name: a, webhook: {matchConditions: [{expression: "request.name == 'a'"}]}}] | undefined field 'name' |

  @AUTH-12h
  Scenario: A file of authorizers and modes exclude each other
    When the API server is started with:
      """
      authorization-mode: RBAC
      authorization-config: {apiVersion: apiserver.config.k8s.io/v1, kind: AuthorizationConfiguration, authorizers: [{type: RBAC, name: rbac}]}
      """
    Then it does not start, and says "can not be specified when --authorization-mode"
