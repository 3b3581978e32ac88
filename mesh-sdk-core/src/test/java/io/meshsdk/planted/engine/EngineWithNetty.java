package io.meshsdk.planted.engine;

import io.netty.buffer.ByteBuf;

public record EngineWithNetty(ByteBuf bytes) {}
