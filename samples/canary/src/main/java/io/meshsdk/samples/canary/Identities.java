package io.meshsdk.samples.canary;

import io.meshsdk.test.TestCa;
import io.meshsdk.test.TestCertificate;

/** Who the workloads are, as one authority certifies it. */
record Identities(TestCa ca, TestCertificate caller, TestCertificate orders, TestCertificate stock) {
    static Identities issuedBy(TestCa ca) {
        return new Identities(
                ca,
                ca.workload("ns/shop/sa/caller"),
                ca.workload("ns/shop/sa/orders"),
                ca.workload("ns/shop/sa/stock"));
    }

    /** The secrets that say so, with whom to trust, as one change. */
    String trusting(String bundle) {
        return Secrets.together(
                Secrets.certificate("caller-certificate", caller),
                Secrets.certificate("orders", orders),
                Secrets.certificate("stock", stock),
                Secrets.trust("trust", bundle));
    }

    /** The secrets of one who is known but not welcome. */
    String intruder() {
        return Secrets.together(
                Secrets.certificate("intruder-certificate", ca.workload("ns/shop/sa/intruder")),
                Secrets.trust("trust", ca.trustBundle()));
    }

    String callersSerial() {
        return caller.certificate().getSerialNumber().toString(16);
    }
}
