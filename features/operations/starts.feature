@needs-kubeApi @needs-serverProcess
Feature: A server does not begin with what it does not understand

  @OPS-13a
  Scenario Outline: A server refuses <what> and names the option
    When the API server is started with:
      """
      <option>: <value>
      """
    Then it does not start, and says "<option>"

    Examples:
      | what                          | option                   | value       |
      | an option that it has not     | enable-time-travel       | 'true'      |
      | a number that is none         | max-requests-inflight    | many        |
      | a time that is none           | request-timeout          | soon        |
      | a range that is none          | service-cluster-ip-range | 10.0.0.0/99 |
      | a range of ports that is none | service-node-port-range  | all         |

  @OPS-13b
  Scenario Outline: A server refuses <what> that it does not know
    When the API server is started with:
      """
      <option>: <value>
      """
    Then it does not start, and says "Unheard"

    Examples:
      | what                           | option                    | value                    |
      | an authorizer                  | authorization-mode        | Unheard                  |
      | an authorizer among others     | authorization-mode        | RBAC,Unheard             |
      | a plug-in that is to run       | enable-admission-plugins  | AlwaysPullImages,Unheard |
      | a plug-in that is not to run   | disable-admission-plugins | Unheard                  |

  @OPS-13c
  Scenario Outline: A server refuses <what> and says of whom that is so
    When the API server is started with:
      """
      <options>
      """
    Then it does not start, and says "<words>"

    Examples:
      | what                                        | options                                                                                 | words            |
      | an authorizer twice                         | authorization-mode: RBAC,RBAC                                                           | RBAC             |
      | an authorizer without its file              | authorization-mode: ABAC                                                                | ABAC             |
      | a plug-in that is to run and is not to run  | {enable-admission-plugins: AlwaysPullImages, disable-admission-plugins: AlwaysPullImages} | AlwaysPullImages |

  @OPS-13d
  Scenario Outline: A server refuses <what> and says where in the file it is
    When the API server is started with:
      """
      authorization-mode: RBAC
      <option>: <content>
      """
    Then it does not start, and says "<place>"

    Examples:
      | what                                    | option                     | content                                                                                                                                                                                                                              | place                                            |
      | a level that audit policies do not have | audit-policy-file          | {apiVersion: audit.k8s.io/v1, kind: Policy, rules: [{level: None}, {level: Loud}]}                                                                                                                                                   | rules[1].level                                   |
      | a key of a length that no cipher takes  | encryption-provider-config | {apiVersion: apiserver.config.k8s.io/v1, kind: EncryptionConfiguration, resources: [{resources: [secrets], providers: [{identity: {}}, {aescbc: {keys: [{name: k, secret: c2hvcnQ=}]}}]}]} | resources[0].providers[1].aescbc.keys[0].secret |
      | a provider that is none                 | encryption-provider-config | {apiVersion: apiserver.config.k8s.io/v1, kind: EncryptionConfiguration, resources: [{resources: [secrets], providers: [{}]}]} | resources[0].providers[0] |
