@needs-kubeApi @needs-serverProcess
Feature: A policy file with a line that is no policy

  @AUTH-13f
  Scenario Outline: A server says in which line <what> stands where a policy should
    When the API server is started with:
      """
      authorization-mode: ABAC
      authorization-policy-file: |
        # Whom this file speaks of.

        {"user": "alice", "resource": "pods"}
        <line>
        {"user": "bob", "resource": "pods"}
      """
    Then it does not start, and says "line 4"

    Examples:
      | what                      | line                                                                                                      |
      | half an object            | {"user": "carol"                                                                                          |
      | a list                    | []                                                                                                        |
      | a word                    | carol                                                                                                     |
      | a number for a user       | {"user": 5}                                                                                               |
      | something else            | {"apiVersion": "v1", "kind": "Pod"}                                                                       |
      | a kind that there is not  | {"apiVersion": "abac.authorization.kubernetes.io/v1beta1", "kind": "Policies", "spec": {"user": "carol"}} |
