package io.meshsdk.cli;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** {@code 250ms}, {@code 2s}, {@code 1.5m}; without a unit seconds. */
final class Durations implements ITypeConverter<Duration> {
    private static final Pattern FORM = Pattern.compile("([0-9]+(?:\\.[0-9]+)?)(ms|s|m|h|)");
    private static final Map<String, Long> NANOS = Map.of(
            "ms", 1_000_000L, "s", 1_000_000_000L, "", 1_000_000_000L, "m", 60_000_000_000L, "h", 3_600_000_000_000L);

    @Override
    public Duration convert(String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            throw new TypeConversionException("'" + text + "' is no duration: write 250ms, 2s or 1m");
        }
        try {
            return Duration.ofNanos(new BigDecimal(form.group(1))
                    .multiply(BigDecimal.valueOf(NANOS.getOrDefault(form.group(2), 0L)))
                    .setScale(0, RoundingMode.DOWN)
                    .longValueExact());
        } catch (ArithmeticException e) {
            throw new TypeConversionException("'" + text + "' is too long a time");
        }
    }
}
