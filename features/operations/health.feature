@needs-kubeApi
Feature: How the server is

  @OPS-10a
  Scenario Outline: <endpoint> lists its checks to who wants to know more
    When alice sends GET <endpoint>?verbose
    Then it is accepted with 200
    And the answer is:
      """
      !matches "\\[\\+\\]ping ok\\n(?:\\[\\+\\]\\S+ ok\\n)*\\[\\+\\]etcd ok\\n(?:\\[\\+\\]\\S+ ok\\n)*[a-z]+ check passed\\n"
      """

    Examples:
      | endpoint |
      | /livez   |
      | /readyz  |
      | /healthz |

  @OPS-10b
  Scenario: A check can be left out
    When alice sends GET /livez?verbose&exclude=etcd
    Then it is accepted with 200
    And the answer is:
      """
      !matches "[\\s\\S]*\\[\\+\\]etcd excluded: ok\\n[\\s\\S]*"
      """

  @OPS-10b
  Scenario: It is said where what is to be left out is no check
    When alice sends GET /livez?verbose&exclude=nonsense
    Then it is accepted with 200
    And the answer is:
      """
      !matches "[\\s\\S]*warn: [^\\n]*\"nonsense\"\\n[\\s\\S]*"
      """

  @OPS-10c
  Scenario Outline: One check can be asked for alone: <path>
    When alice sends GET <path>
    Then it is accepted with 200
    And the answer is:
      """
      ok
      """

    Examples:
      | path                                     |
      | /readyz/etcd                             |
      | /livez/ping                              |
      | /readyz/shutdown                         |
      | /livez/poststarthook/rbac/bootstrap-roles |

  @OPS-10c
  Scenario: A check that there is not is not found
    When alice sends GET /livez/shutdown
    Then the answer is:
      """
      !matches "404 page not found\\s*"
      """
