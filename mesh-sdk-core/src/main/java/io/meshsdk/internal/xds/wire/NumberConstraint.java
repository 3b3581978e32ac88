package io.meshsdk.internal.xds.wire;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Duration;
import com.google.protobuf.Message;
import io.meshsdk.internal.proto.io.envoyproxy.pgv.validate.Validate.FieldRules;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A range that a number or a duration must be in: the rules of all numeric types have the same fields. Where the upper
 * bound lies below the lower one, the range between them is what is excluded.
 */
final class NumberConstraint implements FieldConstraint.Test {
    private final boolean unsigned;
    private final boolean zeroIsUnset;
    private final @Nullable BigDecimal lower;
    private final boolean lowerIncluded;
    private final @Nullable BigDecimal upper;
    private final boolean upperIncluded;
    private final boolean plain;
    private final long least;
    private final long most;
    private final List<BigDecimal> in = new ArrayList<>();
    private final List<BigDecimal> notIn = new ArrayList<>();

    private NumberConstraint(Message rules) {
        String type = rules.getDescriptorForType().getName();
        unsigned = type.startsWith("UInt") || type.startsWith("Fixed");
        FieldDescriptor ignoreEmpty = rules.getDescriptorForType().findFieldByName("ignore_empty");
        zeroIsUnset = ignoreEmpty != null && rules.getField(ignoreEmpty).equals(true);
        BigDecimal constant = single(rules, "const");
        BigDecimal gte = single(rules, "gte");
        BigDecimal lte = single(rules, "lte");
        lowerIncluded = gte != null;
        upperIncluded = lte != null;
        lower = gte != null ? gte : single(rules, "gt");
        upper = lte != null ? lte : single(rules, "lt");
        if (constant != null) {
            in.add(constant);
        }
        many(rules, "in", in);
        many(rules, "not_in", notIn);
        boolean gap = lower != null && upper != null && upper.compareTo(lower) < 0;
        plain = in.isEmpty() && notIn.isEmpty() && !gap;
        least = lower == null ? Long.MIN_VALUE : lower.longValue() + (lowerIncluded ? 0 : 1);
        most = upper == null ? Long.MAX_VALUE : upper.longValue() - (upperIncluded ? 0 : 1);
    }

    static FieldConstraint.Test of(FieldRules rules) {
        FieldDescriptor type = rules.getOneofFieldDescriptor(
                FieldRules.getDescriptor().getOneofs().get(0));
        return new NumberConstraint((Message) rules.getField(type));
    }

    @Override
    public Optional<String> apply(Object value) {
        // Nearly all there is: counts and ports within bounds.
        if (plain && value instanceof Integer number) {
            long whole = unsigned ? Integer.toUnsignedLong(number) : number;
            if (whole >= least && whole <= most) {
                return Optional.empty();
            }
        }
        if (value instanceof Double number && !Double.isFinite(number)) {
            return Optional.of(number + " is not a number that may stand here");
        }
        BigDecimal number = number(value, unsigned);
        if (zeroIsUnset && number.signum() == 0) {
            return Optional.empty();
        }
        boolean over = lower == null || number.compareTo(lower) > (lowerIncluded ? -1 : 0);
        boolean under = upper == null || number.compareTo(upper) < (upperIncluded ? 1 : 0);
        boolean gap = lower != null && upper != null && upper.compareTo(lower) < 0;
        boolean inside = gap ? over || under : over && under;
        boolean listed = in.isEmpty() || in.stream().anyMatch(other -> other.compareTo(number) == 0);
        boolean barred = notIn.stream().anyMatch(other -> other.compareTo(number) == 0);
        return inside && listed && !barred ? Optional.empty() : Optional.of(number + " is not " + wanted());
    }

    private String wanted() {
        if (lower == null && upper == null) {
            return "a value that may stand here";
        }
        String from = lower == null ? "" : (lowerIncluded ? "at least " : "greater than ") + lower;
        String to = upper == null ? "" : (upperIncluded ? "at most " : "less than ") + upper;
        return from.isEmpty() || to.isEmpty() ? from + to : from + " and " + to;
    }

    private static @Nullable BigDecimal single(Message rules, String name) {
        FieldDescriptor field = rules.getDescriptorForType().findFieldByName(name);
        return field == null || !rules.hasField(field) ? null : value(field, rules.getField(field));
    }

    private static void many(Message rules, String name, List<BigDecimal> into) {
        FieldDescriptor field = rules.getDescriptorForType().findFieldByName(name);
        if (field != null) {
            ((List<?>) rules.getField(field)).forEach(entry -> into.add(value(field, entry)));
        }
    }

    private static BigDecimal value(FieldDescriptor field, Object value) {
        boolean unsigned = switch (field.getType()) {
            case UINT32, FIXED32, UINT64, FIXED64 -> true;
            default -> false;
        };
        return number(value, unsigned);
    }

    private static BigDecimal number(Object value, boolean unsigned) {
        if (value instanceof Duration duration) {
            return BigDecimal.valueOf(duration.getSeconds()).add(BigDecimal.valueOf(duration.getNanos(), 9));
        }
        if (value instanceof Double || value instanceof Float) {
            return BigDecimal.valueOf(((Number) value).doubleValue());
        }
        if (unsigned && value instanceof Integer number) {
            return BigDecimal.valueOf(Integer.toUnsignedLong(number));
        }
        if (unsigned && value instanceof Long number) {
            return new BigDecimal(new BigInteger(Long.toUnsignedString(number)));
        }
        return BigDecimal.valueOf(((Number) value).longValue());
    }
}
