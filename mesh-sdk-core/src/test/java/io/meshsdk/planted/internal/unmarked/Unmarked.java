package io.meshsdk.planted.internal.unmarked;

public final class Unmarked {}
