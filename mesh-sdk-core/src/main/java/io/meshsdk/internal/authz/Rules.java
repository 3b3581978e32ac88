package io.meshsdk.internal.authz;

import io.meshsdk.call.Peer;
import io.meshsdk.internal.match.HeaderTest;
import io.meshsdk.internal.match.PathTest;
import io.meshsdk.internal.match.PathTest.CaseSensitivity;
import io.meshsdk.internal.match.TextTest;
import io.meshsdk.model.HeaderMatcher;
import io.meshsdk.model.PathMatch;
import io.meshsdk.model.Rbac.Permission;
import io.meshsdk.model.Rbac.Principal;
import io.meshsdk.model.StringMatcher;
import java.util.List;

/** Compiles permissions and principals. What cannot be compiled is an {@link IllegalArgumentException}: see {@link RbacEngine}. */
final class Rules {
    private Rules() {}

    static Rule permission(Permission permission) {
        if (permission instanceof Permission.Any) {
            return Rule.ANY;
        }
        if (permission instanceof Permission.And and) {
            return Rule.all(permissions(and.all()));
        }
        if (permission instanceof Permission.Or or) {
            return Rule.any(permissions(or.any()));
        }
        if (permission instanceof Permission.Not not) {
            return Rule.not(permission(not.permission()));
        }
        if (permission instanceof Permission.Header header) {
            return header(header.matcher());
        }
        if (permission instanceof Permission.UrlPath path) {
            return urlPath(path.matcher());
        }
        if (permission instanceof Permission.UriTemplate template) {
            PathTest test = PathTest.of(new PathMatch.UriTemplate(template.template()), CaseSensitivity.CASE_SENSITIVE);
            return subject -> test.matches(subject.head().path());
        }
        if (permission instanceof Permission.DestinationIp ip) {
            IpRange range = IpRange.of(ip.range());
            return subject -> range.contains(subject.destination());
        }
        if (permission instanceof Permission.DestinationPort port) {
            return subject -> subject.destinationPort() == port.port();
        }
        if (permission instanceof Permission.DestinationPortRange range) {
            return subject -> subject.destinationPort() >= range.start() && subject.destinationPort() < range.end();
        }
        if (permission instanceof Permission.RequestedServerName name) {
            TextTest test = TextTest.of(name.matcher());
            return subject -> test.matches(subject.serverName());
        }
        return MetadataRule.of(((Permission.Metadata) permission).matcher());
    }

    static Rule principal(Principal principal) {
        if (principal instanceof Principal.Any) {
            return Rule.ANY;
        }
        if (principal instanceof Principal.And and) {
            return Rule.all(principals(and.all()));
        }
        if (principal instanceof Principal.Or or) {
            return Rule.any(principals(or.any()));
        }
        if (principal instanceof Principal.Not not) {
            return Rule.not(principal(not.principal()));
        }
        if (principal instanceof Principal.AnyAuthenticated) {
            return subject -> !(subject.peer() instanceof Peer.Plaintext);
        }
        if (principal instanceof Principal.Authenticated authenticated) {
            TextTest test = TextTest.of(authenticated.principalName());
            return subject -> isNamed(subject.peer(), test);
        }
        if (principal instanceof Principal.DirectRemoteIp ip) {
            IpRange range = IpRange.of(ip.range());
            return subject -> range.contains(subject.directRemote());
        }
        if (principal instanceof Principal.RemoteIp ip) {
            IpRange range = IpRange.of(ip.range());
            return subject -> range.contains(subject.remote());
        }
        if (principal instanceof Principal.Header header) {
            return header(header.matcher());
        }
        if (principal instanceof Principal.UrlPath path) {
            return urlPath(path.matcher());
        }
        return MetadataRule.of(((Principal.Metadata) principal).matcher());
    }

    static boolean asksForPeer(Principal principal) {
        if (principal instanceof Principal.And and) {
            return and.all().stream().anyMatch(Rules::asksForPeer);
        }
        if (principal instanceof Principal.Or or) {
            return or.any().stream().anyMatch(Rules::asksForPeer);
        }
        if (principal instanceof Principal.Not not) {
            return asksForPeer(not.principal());
        }
        return principal instanceof Principal.Authenticated || principal instanceof Principal.AnyAuthenticated;
    }

    /** Every URI SAN, then every DNS SAN, then the subject, which is empty where no certificate was shown. */
    private static boolean isNamed(Peer peer, TextTest test) {
        if (peer instanceof Peer.Certified certified) {
            for (String uri : certified.uriSans()) {
                if (test.matches(uri)) {
                    return true;
                }
            }
            for (String dns : certified.dnsSans()) {
                if (test.matches(dns)) {
                    return true;
                }
            }
            return test.matches(certified.subject());
        }
        return peer instanceof Peer.Anonymous && test.matches("");
    }

    /** A head has {@code Host} as its authority, so a rule on the one means the other. */
    private static Rule header(HeaderMatcher matcher) {
        HeaderMatcher named = matcher.name().equals("host")
                ? new HeaderMatcher(
                        ":authority", matcher.test(), matcher.invertMatch(), matcher.treatMissingHeaderAsEmpty())
                : matcher;
        HeaderTest test = HeaderTest.of(named);
        return subject -> test.matches(subject.head());
    }

    private static Rule urlPath(StringMatcher matcher) {
        TextTest test = TextTest.of(matcher);
        return subject -> {
            String path = subject.head().path();
            int end = PathTest.lengthWithoutQuery(path);
            // Connections have no path, and no rule about one fits them.
            return !path.isEmpty() && test.matches(end == path.length() ? path : path.substring(0, end));
        };
    }

    private static List<Rule> permissions(List<Permission> permissions) {
        return permissions.stream().map(Rules::permission).toList();
    }

    private static List<Rule> principals(List<Principal> principals) {
        return principals.stream().map(Rules::principal).toList();
    }
}
