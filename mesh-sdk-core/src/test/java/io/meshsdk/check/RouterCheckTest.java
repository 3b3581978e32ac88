package io.meshsdk.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RouterCheckTest {
    private static final String ROUTES = """
            virtual_hosts:
            - name: shop
              domains: [shop.test]
              routes:
              - name: old
                match: {prefix: /old}
                redirect: {prefix_rewrite: /new, https_redirect: true}
              - name: split
                match: {prefix: /split}
                route:
                  weighted_clusters: {clusters: [{name: v1, weight: 90}, {name: v2, weight: 10}]}
                  prefix_rewrite: /
                  host_rewrite_literal: split.test
                request_headers_to_add: [{header: {key: x-cluster, value: '%UPSTREAM_CLUSTER%'}}]
                response_headers_to_add: [{header: {key: x-served-by, value: '%REQ(:path)%'}}]
              - name: rest
                match: {prefix: /}
                route: {cluster: rest}
            """;

    @Test
    void testsOfEnvoysToolPassUnchanged() {
        RouterCheck check = usable(ROUTES);

        List<Verdict> verdicts = check.judge("""
                tests:
                - test_name: redirect
                  input: {authority: shop.test, path: /old/a?b, ssl: false}
                  validate: {path_redirect: 'https://shop.test/new/a?b', virtual_host_name: shop, cluster_name: ''}
                - test_name: the first ninety of a hundred
                  input: {authority: shop.test, path: /split/a, method: POST, random_value: 89}
                  validate:
                    cluster_name: v1
                    path_rewrite: //a
                    host_rewrite: split.test
                    request_header_fields: [{key: x-cluster, value: v1}, {key: ':method', value: POST}]
                    response_header_matches: [{name: x-served-by, string_match: {prefix: //}}]
                - test_name: the last ten
                  input: {authority: shop.test, path: /split/a, random_value: 190}
                  validate: {cluster_name: v2}
                - test_name: nobody's
                  input: {authority: other.test, path: /}
                  validate: {cluster_name: '', virtual_host_name: ''}
                """, "tests.yaml");

        assertThat(verdicts)
                .hasSize(4)
                .allSatisfy(verdict ->
                        assertThat(verdict.differences()).as(verdict.name()).isEmpty());
        assertThat(check.routes()).isEqualTo(3);
        assertThat(check.neverHit()).containsExactly("#3, route rest of virtual host shop");
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "cluster_name: other | cluster_name is \"rest\", recorded was \"other\"",
                "path_rewrite: /y | path_rewrite is \"/x\", recorded was \"/y\"",
                "host_rewrite: y | host_rewrite is \"shop.test\", recorded was \"y\"",
                "path_redirect: /y | path_redirect is \"\", recorded was \"/y\"",
                "virtual_host_name: v | virtual_host_name is \"shop\", recorded was \"v\"",
                "request_header_fields: [{key: a, value: b}] | request_header_fields a is \"\", recorded was \"b\"",
                "request_header_matches: [{name: a, present_match: true}] | request_header_matches: a does not match",
                "virtual_cluster_name: v | virtual_cluster_name is not supported",
            })
    void whatIsOtherwiseFails(String validate, String difference) {
        String tests = "tests: [{test_name: t, input: {authority: shop.test, path: /x}, validate: {" + validate + "}}]";

        assertThat(usable(ROUTES).judge(tests, "t.yaml"))
                .singleElement()
                .satisfies(verdict -> assertThat(verdict.differences()).containsExactly(difference));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''",
                "tests: []",
                "tests: 7",
                "tests: [{}]",
                "[1",
                "{}",
                "tests: [{input: {path: /}, validate: {}}]"
            })
    void whatIsNoTestFailsByName(String tests) {
        assertThat(usable(ROUTES).judge(tests, "t.yaml"))
                .singleElement()
                .satisfies(verdict -> assertThat(verdict.passed()).isFalse());
    }

    @Test
    void aConfigurationThatEnvoyWouldRefuseIsRefusedByField() {
        assertThat(RouterCheck.of("virtual_hosts: [{name: v, domains: [a, A]}]", "r.yaml"))
                .isInstanceOfSatisfying(
                        RouterCheck.Read.Refused.class,
                        refused -> assertThat(refused.why())
                                .singleElement()
                                .asString()
                                .contains("r.yaml", "virtual_hosts[0].domains[1]"));
    }

    private static RouterCheck usable(String routes) {
        return ((RouterCheck.Read.Usable) RouterCheck.of(routes, "routes.yaml")).check();
    }
}
