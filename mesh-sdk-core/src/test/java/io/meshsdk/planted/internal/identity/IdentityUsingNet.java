package io.meshsdk.planted.internal.identity;

import io.meshsdk.planted.internal.net.NetUsingIdentity;

public record IdentityUsingNet(NetUsingIdentity net) {}
