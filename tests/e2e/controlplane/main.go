// Command controlplane is etcd and the three server programs of a Kubernetes control plane in one binary. The part to be
// is chosen by the name it is started under, so that four links to one file of 120 MB replace four such files.
package main

import (
	"fmt"
	"os"
	"path/filepath"
	"sort"
	"strings"

	"github.com/spf13/cobra"
	"go.etcd.io/etcd/server/v3/etcdmain"
	"k8s.io/component-base/cli"
	_ "k8s.io/component-base/metrics/prometheus/clientgo" // request counters of client-go on /metrics
	_ "k8s.io/component-base/metrics/prometheus/version"  // kubernetes_build_info
	apiserver "k8s.io/kubernetes/cmd/kube-apiserver/app"
	controllers "k8s.io/kubernetes/cmd/kube-controller-manager/app"
	scheduler "k8s.io/kubernetes/cmd/kube-scheduler/app"
)

// kubernetesParts are the programs built on cobra; etcd brings a main function of its own.
var kubernetesParts = map[string]func() *cobra.Command{
	"kube-apiserver":          func() *cobra.Command { return apiserver.NewAPIServerCommand() },
	"kube-controller-manager": func() *cobra.Command { return controllers.NewControllerManagerCommand() },
	"kube-scheduler":          func() *cobra.Command { return scheduler.NewSchedulerCommand() },
}

func main() {
	part := filepath.Base(os.Args[0])
	if part == "etcd" {
		etcdmain.Main(os.Args)
		return
	}
	command, known := kubernetesParts[part]
	if !known {
		fmt.Fprintf(os.Stderr, "%s: start me as etcd, %s\n", part, strings.Join(partNames(), ", "))
		os.Exit(2)
	}
	os.Exit(cli.Run(command()))
}

func partNames() []string {
	names := make([]string, 0, len(kubernetesParts))
	for name := range kubernetesParts {
		names = append(names, name)
	}
	sort.Strings(names)
	return names
}
