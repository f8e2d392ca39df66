@needs-kubeApi
Feature: Plugins of the past

  Background:
    Given the API server runs with:
      """
      enable-admission-plugins: [SecurityContextDeny, DenyExecOnPrivileged]
      disable-admission-plugins: ServiceAccount
      """

  @ADM-12a
  Scenario Outline: A Pod does not choose its <what>
    When alice creates:
      """
      {apiVersion: v1, kind: Pod, metadata: {name: web}, spec: {<spec>}}
      """
    Then it is refused with 403 Forbidden
    And pod/web does not exist

    Examples:
      | what                 | spec                                                                                                  |
      | user                 | securityContext: {runAsUser: 1000}, containers: [{name: web, image: nginx}]                           |
      | file system group    | securityContext: {fsGroup: 1000}, containers: [{name: web, image: nginx}]                             |
      | supplementary groups | securityContext: {supplementalGroups: [7]}, containers: [{name: web, image: nginx}]                   |
      | SELinux label        | securityContext: {seLinuxOptions: {level: "s0"}}, containers: [{name: web, image: nginx}]             |
      | container's user     | containers: [{name: web, image: nginx, securityContext: {runAsUser: 1000}}]                           |
      | container's label    | containers: [{name: web, image: nginx, securityContext: {seLinuxOptions: {level: "s0"}}}]             |

  @ADM-12a
  Scenario: Other parts of a security context are a Pod's to choose
    When alice creates:
      """
      {apiVersion: v1, kind: Pod, metadata: {name: web}, spec: {securityContext: {runAsNonRoot: true}, containers: [{name: web, image: nginx}]}}
      """
    Then it is accepted with 201

  @ADM-12b
  Scenario Outline: Nobody <what> a privileged container
    Given these objects:
      """
      {apiVersion: v1, kind: Pod, metadata: {name: web}, spec: {containers: [{name: web, image: nginx, securityContext: {privileged: true}}]}}
      """
    When alice sends POST /api/v1/namespaces/home/pods/web/<path>
    Then it is refused with 403 Forbidden

    Examples:
      | what          | path            |
      | gets into     | exec?command=sh |
      | listens in on | attach          |

  @ADM-12b
  Scenario: Whoever gets into a Pod that is not privileged comes as far as its node
    Given these objects:
      """
      {apiVersion: v1, kind: Pod, metadata: {name: web}, spec: {containers: [{name: web, image: nginx}]}}
      """
    When alice sends POST /api/v1/namespaces/home/pods/web/exec?command=sh
    Then it is refused with 400 BadRequest
