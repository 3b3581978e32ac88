package io.meshsdk.planted.model;

import org.slf4j.Logger;

public record ModelWithLog(Logger log) {}
