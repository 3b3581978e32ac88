package io.meshsdk.planted.internal.net;

import io.meshsdk.planted.internal.identity.IdentityUsingNet;

public record NetUsingIdentity(IdentityUsingNet identity) {}
