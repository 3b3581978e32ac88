package io.meshsdk.planted.call;

import io.meshsdk.planted.engine.EngineWithNetty;

public record CallUsingEngine(EngineWithNetty engine) {}
