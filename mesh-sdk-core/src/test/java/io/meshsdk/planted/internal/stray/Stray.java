package io.meshsdk.planted.internal.stray;

public final class Stray {}
