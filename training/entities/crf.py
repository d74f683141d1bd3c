"""A linear-chain conditional random field (Lafferty et al., ICML 2001), trained sentence by sentence with AdaGrad."""

# ruff: noqa: PLR0912, PLR0915, C901, NPY002, ANN001, ANN201, PLR0917, PLR1714  (one loop, compiled as a whole, with what numba knows)

from __future__ import annotations

import numba
import numpy as np


@numba.njit(cache=False, fastmath=False)
def epoch(
    order,
    firsts,
    gold,
    words,
    own,
    near_before,
    near_after,
    far_before,
    far_after,
    pairs,
    w,
    g,
    trans,
    gt,
    rate,
    drop,
    hide_share,
    seed,
):
    """Go through all sentences once; return the mean loss a token."""
    np.random.seed(seed)
    labels = trans.shape[1]
    longest = 0
    for k in range(len(firsts) - 1):
        longest = max(longest, firsts[k + 1] - firsts[k])
    features = np.zeros(
        (longest, own.shape[1] + 2 * near_before.shape[1] + 2 * far_before.shape[1] + pairs.shape[1]), np.int32
    )
    sizes = np.zeros(longest, np.int32)
    emit = np.zeros((longest, labels))
    alpha = np.zeros((longest, labels))
    beta = np.zeros((longest, labels))
    total, seen = 0.0, 0
    grad = np.zeros(labels)
    #: What is left speaks for what is dropped, so that sums keep their size.
    weight = 1.0 / (1.0 - drop)
    gtrans = np.zeros((labels + 1, labels))
    for k in order:
        first, last = firsts[k], firsts[k + 1]
        n = last - first
        for t in range(n):
            m = 0
            i = words[first + t]
            # The form alone is hidden now and then, so that affixes and neighbours learn to speak, too.
            hide = np.random.random() < hide_share
            for j in range(own.shape[1]):
                r = own[i, j]
                if r and not (hide and (j == 0 or j == 1 or j == 4)) and np.random.random() >= drop:
                    features[t, m] = r
                    m += 1
            if t >= 1:
                for r in near_before[words[first + t - 1]]:
                    if r and np.random.random() >= drop:
                        features[t, m] = r
                        m += 1
            if t + 1 < n:
                for r in near_after[words[first + t + 1]]:
                    if r and np.random.random() >= drop:
                        features[t, m] = r
                        m += 1
            if t >= 2:
                for r in far_before[words[first + t - 2]]:
                    if r and np.random.random() >= drop:
                        features[t, m] = r
                        m += 1
            if t + 2 < n:
                for r in far_after[words[first + t + 2]]:
                    if r and np.random.random() >= drop:
                        features[t, m] = r
                        m += 1
            for r in pairs[first + t]:
                if r and np.random.random() >= drop:
                    features[t, m] = r
                    m += 1
            sizes[t] = m
            emit[t] = 0
            for q in range(m):
                r = features[t, q]
                for y in range(labels):
                    emit[t, y] += weight * w[r, y]
        for t in range(n):
            for y in range(labels):
                if t == 0:
                    alpha[t, y] = emit[t, y] + trans[labels, y]
                else:
                    top = -1e30
                    for x in range(labels):
                        top = max(top, alpha[t - 1, x] + trans[x, y])
                    s = 0.0
                    for x in range(labels):
                        s += np.exp(alpha[t - 1, x] + trans[x, y] - top)
                    alpha[t, y] = emit[t, y] + top + np.log(s)
        top = alpha[n - 1].max()
        z = top + np.log(np.exp(alpha[n - 1] - top).sum())
        beta[n - 1] = 0
        for t in range(n - 2, -1, -1):
            for x in range(labels):
                top = -1e30
                for y in range(labels):
                    top = max(top, trans[x, y] + emit[t + 1, y] + beta[t + 1, y])
                s = 0.0
                for y in range(labels):
                    s += np.exp(trans[x, y] + emit[t + 1, y] + beta[t + 1, y] - top)
                beta[t, x] = top + np.log(s)
        path = 0.0
        gtrans[:] = 0
        for t in range(n):
            y = gold[first + t]
            x = labels if t == 0 else gold[first + t - 1]
            path += emit[t, y] + trans[x, y]
            gtrans[x, y] -= 1
            if t == 0:
                for b in range(labels):
                    gtrans[labels, b] += np.exp(alpha[0, b] + beta[0, b] - z)
            else:
                for a in range(labels):
                    for b in range(labels):
                        gtrans[a, b] += np.exp(alpha[t - 1, a] + trans[a, b] + emit[t, b] + beta[t, b] - z)
        total += z - path
        seen += n
        for t in range(n):
            y = gold[first + t]
            for b in range(labels):
                grad[b] = np.exp(alpha[t, b] + beta[t, b] - z)
            grad[y] -= 1
            if grad[y] > -0.003:
                continue
            for q in range(sizes[t]):
                r = features[t, q]
                for b in range(labels):
                    d = weight * grad[b]
                    g[r, b] += d * d
                    w[r, b] -= rate * d / np.sqrt(g[r, b])
        for a in range(labels + 1):
            for b in range(labels):
                d = gtrans[a, b]
                if d != 0:
                    gt[a, b] += d * d
                    trans[a, b] -= rate * d / np.sqrt(gt[a, b])
    return total / seen
