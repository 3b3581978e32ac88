package io.meshsdk;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MeshDoctorTest {
    @Test
    void anOldJavaFailsAndANewOneDoesNot() {
        assertThat(MeshDoctor.java(16).outcome()).isEqualTo(Checkup.Outcome.FAILED);
        assertThat(MeshDoctor.java(16).advice()).contains("install Java 17");
        assertThat(MeshDoctor.java(17).outcome()).isEqualTo(Checkup.Outcome.OK);
    }
}
